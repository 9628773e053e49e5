#!/usr/bin/env python3
"""dial.py LIBRARY [ENTRY [NUMBER]]: dials through libdial.so.0 from a language that is not C; without an
entry it names all there are."""
import ctypes
import select
import sys


class DialParams(ctypes.Structure):
    """RASDIALPARAMS of dial/ras.h."""
    _fields_ = [("dwSize", ctypes.c_uint32), ("szEntryName", ctypes.c_char * 257),
                ("szPhoneNumber", ctypes.c_char * 129), ("szCallbackNumber", ctypes.c_char * 129),
                ("szUserName", ctypes.c_char * 257), ("szPassword", ctypes.c_char * 257),
                ("szDomain", ctypes.c_char * 16), ("dwSubEntry", ctypes.c_uint32),
                ("dwCallbackId", ctypes.c_void_p), ("szXPasswordToken", ctypes.c_char * 128)]


class EntryName(ctypes.Structure):
    """RASENTRYNAME."""
    _fields_ = [("dwSize", ctypes.c_uint32), ("szEntryName", ctypes.c_char * 257),
                ("szPhonebookPath", ctypes.c_char * 1024)]


# RASDIALFUNC1
NOTIFIER = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_uint32, ctypes.c_uint32, ctypes.c_uint32,
                            ctypes.c_uint32)
CONNECTED = 0x2000
BUFFER_TOO_SMALL = 603


def text_of(library, error):
    text = ctypes.create_string_buffer(512)
    library.RasGetErrorString(error, text, len(text))
    return text.value.decode()


def entries(library):
    """The names of all entries. There may be more each time one asks."""
    size, count = ctypes.c_uint32(0), ctypes.c_uint32(0)
    names = None
    while True:
        error = library.RasEnumEntries(None, None, names, ctypes.byref(size), ctypes.byref(count))
        if error != BUFFER_TOO_SMALL:
            break
        names = (EntryName * count.value)()
        names[0].dwSize = ctypes.sizeof(EntryName)
        size.value = ctypes.sizeof(names)
    if error:
        raise OSError(error, text_of(library, error))
    return [item.szEntryName.decode() for item in (names or [])[:count.value]]


def dial(library, entry, number):
    """Prints each state; the error the dial ends with, 0 for none."""
    outcome = []

    def on_state(connection, message, state, error, extended):
        print(f"state {state:#x}" + (f": error {error}: {text_of(library, error)}" if error else ""))
        if error or state == CONNECTED:
            outcome.append(error)

    notifier = NOTIFIER(on_state)  # kept for as long as it may be called
    parameters = DialParams(dwSize=ctypes.sizeof(DialParams), szEntryName=entry.encode(),
                            szPhoneNumber=number.encode())
    connection = ctypes.c_void_p()
    error = library.RasDial(None, None, ctypes.byref(parameters), 1, notifier, ctypes.byref(connection))
    if error:
        print(f"error {error}: {text_of(library, error)}")
        return error
    descriptor = ctypes.c_int()
    library.RasXGetDescriptor(ctypes.byref(descriptor))
    while not outcome:
        select.select([descriptor.value], [], [])
        library.RasXDispatch()  # on_state is called in here
    library.RasHangUp(connection)
    return outcome[0]


def main(path, entry=None, number=""):
    library = ctypes.CDLL(path)
    if entry is None:
        print(*entries(library), sep="\n")
        return 0
    error = dial(library, entry, number)
    print(f"ended: {error}")
    return 1 if error else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 1 else 2)
