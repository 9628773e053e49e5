// A client of org.libdial.dial that shares no code with libdial: it speaks Varlink with the library
// of the Varlink project for Go. It asks the daemon who it is, reads its interface, dials an entry
// and hangs up. Anything unexpected ends it with status 1.
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/varlink/go/varlink"
	"github.com/varlink/go/varlink/idl"
)

const dialInterface = "org.libdial.dial"

type problem struct {
	Code    int64  `json:"code"`
	Name    string `json:"name"`
	Context string `json:"context"`
	Raw     string `json:"raw"`
}

type dialReply struct {
	Connection  int64    `json:"connection"`
	Token       *string  `json:"token"`
	Sequence    int64    `json:"sequence"`
	State       string   `json:"state"`
	StateNumber int64    `json:"state_number"`
	Error       *problem `json:"error"`
}

func fail(format string, arguments ...interface{}) {
	fmt.Fprintf(os.Stderr, "varlink-go: "+format+"\n", arguments...)
	os.Exit(1)
}

func expect(holds bool, format string, arguments ...interface{}) {
	if !holds {
		fail(format, arguments...)
	}
}

func checkInfo(ctx context.Context, c *varlink.Connection) {
	var vendor, product, version, url string
	var interfaces []string
	if err := c.GetInfo(ctx, &vendor, &product, &version, &url, &interfaces); err != nil {
		fail("GetInfo: %v", err)
	}
	fmt.Printf("service %s %s %s\n", vendor, product, version)
	for _, name := range interfaces {
		if name == dialInterface {
			return
		}
	}
	fail("GetInfo names no %s: %v", dialInterface, interfaces)
}

func checkInterface(ctx context.Context, c *varlink.Connection) {
	for _, name := range []string{dialInterface, "org.varlink.service"} {
		text, err := c.GetInterfaceDescription(ctx, name)
		if err != nil {
			fail("GetInterfaceDescription: %v", err)
		}
		parsed, err := idl.New(text)
		if err != nil {
			fail("the text of %s does not parse: %v", name, err)
		}
		expect(parsed.Name == name, "the text of %s describes %s", name, parsed.Name)
		fmt.Printf("interface %s: %d methods, %d types, %d errors\n", name,
			len(parsed.Methods), len(parsed.Aliases), len(parsed.Errors))
	}
}

func checkErrors(ctx context.Context, c *varlink.Connection) {
	var nothing struct{}
	err := c.Call(ctx, dialInterface+".NoSuchMethod", nothing, &nothing)
	_, unknown := err.(*varlink.MethodNotFound)
	expect(unknown, "an unknown method is not MethodNotFound but %v", err)
	err = c.Call(ctx, "org.example.Nothing.Method", nothing, &nothing)
	_, unknown = err.(*varlink.InterfaceNotFound)
	expect(unknown, "an unknown interface is not InterfaceNotFound but %v", err)
}

func checkLists(ctx context.Context, c *varlink.Connection, entry string) {
	var nothing struct{}
	var list struct {
		Connections []struct {
			Connection int64  `json:"connection"`
			Entry      string `json:"entry"`
			State      string `json:"state"`
		} `json:"connections"`
	}
	if err := c.Call(ctx, dialInterface+".List", nothing, &list); err != nil {
		fail("List: %v", err)
	}
	fmt.Printf("connections %d\n", len(list.Connections))
	var profiles struct {
		Profiles []struct {
			Name    string `json:"name"`
			Problem string `json:"problem"`
		} `json:"profiles"`
	}
	if err := c.Call(ctx, dialInterface+".Profiles", nothing, &profiles); err != nil {
		fail("Profiles: %v", err)
	}
	for _, profile := range profiles.Profiles {
		fmt.Printf("profile %s %s\n", profile.Name, profile.Problem)
		if profile.Name == entry {
			return
		}
	}
	fail("Profiles has no %s", entry)
}

// Dials and follows the stream to its end, which is to be Connected.
func dial(ctx context.Context, c *varlink.Connection, entry string) int64 {
	wanted := struct {
		Entry string `json:"entry"`
	}{entry}
	receive, err := c.Send(ctx, dialInterface+".Dial", wanted, varlink.More)
	if err != nil {
		fail("Dial: %v", err)
	}
	var first dialReply
	flags, err := receive(ctx, &first)
	if err != nil {
		fail("Dial was refused: %v", err)
	}
	expect(first.Sequence == 0 && first.Token != nil, "the first reply accepts nothing: %+v", first)
	for last := first; ; {
		expect(flags&varlink.Continues != 0, "the stream ended in %s", last.State)
		var next dialReply
		flags, err = receive(ctx, &next)
		if err != nil {
			fail("Dial after %s: %v", last.State, err)
		}
		fmt.Printf("state %d %s\n", next.Sequence, next.State)
		expect(next.Error == nil, "%s failed: %+v", next.State, next.Error)
		expect(next.Connection == first.Connection, "the connection changed to %d", next.Connection)
		expect(next.Sequence == last.Sequence+1, "sequence %d after %d", next.Sequence, last.Sequence)
		expect(next.State != "Disconnected", "the dial ended without an error and without a line")
		if next.State == "Connected" {
			expect(next.StateNumber == 0x2000, "Connected is number %d", next.StateNumber)
			expect(flags&varlink.Continues == 0, "the stream goes on after Connected")
			return next.Connection
		}
		last = next
	}
}

func hangUp(ctx context.Context, c *varlink.Connection, connection int64) {
	wanted := struct {
		Connection int64 `json:"connection"`
	}{connection}
	var reply struct {
		Closed  bool    `json:"closed"`
		Holders []int64 `json:"holders"`
	}
	if err := c.Call(ctx, dialInterface+".HangUp", wanted, &reply); err != nil {
		fail("HangUp: %v", err)
	}
	expect(reply.Closed && len(reply.Holders) == 0, "HangUp left the line to %v", reply.Holders)
	fmt.Println("closed")
}

func main() {
	expect(len(os.Args) == 3, "usage: varlink-go SOCKET ENTRY")
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c, err := varlink.NewConnection(ctx, "unix:"+os.Args[1])
	if err != nil {
		fail("connecting: %v", err)
	}
	defer c.Close()
	checkInfo(ctx, c)
	checkInterface(ctx, c)
	checkErrors(ctx, c)
	checkLists(ctx, c, os.Args[2])
	hangUp(ctx, c, dial(ctx, c, os.Args[2]))
}
