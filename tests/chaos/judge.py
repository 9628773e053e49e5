"""What every client must have been told (DESIGN, the contract of a dial), whatever happened."""

# The order of a dial; a state that fails is told once more, with the error.
ORDER = ["OpenPort", "PortOpened", "ConnectDevice", "DeviceConnected", "AllDevicesConnected", "Authenticate",
         "AuthNotify", "AuthRetry", "AuthAck", "Authenticated", "AuthProject", "Projected", "Connected"]


def wrong_of_client(client, daemon_died):
    """What was not as the contract says, as sentences."""
    replies = [each["reply"] for each in client.heard if "reply" in each]
    kinds = [next(iter(each)) for each in client.heard]
    wrong = []
    if "refused" in kinds:
        if replies:
            wrong.append("a dial that was accepted is refused later")
        return wrong
    wrong += wrong_of_replies(replies)
    # Who was killed or closed the stream, stood still or outlived the daemon need not have heard it all.
    excused = client.was_killed or client.was_stopped or daemon_died or client.mood in ("deaf", "rude")
    # Before it had dialled, nobody owed it anything.
    if not excused and (replies or kinds != ["closed"]) and (not replies or not is_terminal(replies[-1])):
        wrong.append("no terminal notification")
    if kinds and kinds[-1] == "after" and client.heard[-1]["after"] != ["connections"]:
        wrong.append(f"behind the end of the stream: {client.heard[-1]}")
    return [f"{client.mood}: {each}: {client.heard}" for each in wrong]


def is_terminal(reply):
    return reply["sequence"] != 0 and reply["state"] in ("Connected", "Disconnected")


def wrong_of_replies(replies):
    wrong = []
    if [reply["sequence"] for reply in replies] != list(range(len(replies))):
        wrong.append("sequences with gaps")
    if any(is_terminal(reply) for reply in replies[:-1]):
        wrong.append("something follows the terminal notification")
    if len({reply["connection"] for reply in replies}) > 1:
        wrong.append("notifications of another dial")
    return wrong + wrong_of_order([(reply["state"], reply.get("error")) for reply in replies[1:]])


def wrong_of_order(states):
    """Of one connection's states, each with its error or None."""
    wrong = []
    place = -1
    failed = None
    for state, error in states:
        if failed is not None and state != "Disconnected":
            wrong.append(f"{state} follows the failure of {failed}")
        if state == "Disconnected":
            if not error:
                wrong.append("Disconnected without a reason")
            continue
        at = ORDER.index(state) if state in ORDER else None
        if at is None:
            wrong.append(f"{state} was not to be")
        elif at < place or (at == place and not error):
            wrong.append(f"{state} is out of order")
        elif error and at != place:
            wrong.append(f"{state} failed before it was entered")
        place = place if at is None else at
        failed = state if error else failed
    return wrong


class Watched:
    """What the watch of the test has told: all changes without gaps, and each connection's end once."""

    def __init__(self):
        self._last = None
        self._states = {}
        self.wrong = []

    def take(self, reply):
        connection = reply.get("connection")
        if reply["kind"] == "change":
            if self._last is not None and reply["sequence"] != self._last + 1:
                self.wrong.append(f"the watch goes from {self._last} to {reply['sequence']}")
            self._states.setdefault(connection["connection"], []).append(
                (connection["state"], connection.get("error")))
        self._last = reply["sequence"]

    def ended(self):
        """Nothing is dialled or up any more: judges what there was, and forgets it."""
        for number, states in self._states.items():
            ends = [state for state, _ in states].count("Disconnected")
            if ends != 1 or states[-1][0] != "Disconnected":
                self.wrong.append(f"connection {number} was told to end {ends} times: {states}")
            self.wrong += [f"connection {number}: {each}: {states}" for each in wrong_of_order(states)]
        self._states.clear()
        wrong, self.wrong = self.wrong, []
        return wrong
