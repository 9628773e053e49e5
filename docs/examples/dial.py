#!/usr/bin/env python3
"""dial.py LIBRARY ENTRY [NUMBER]: dials through libdial.so.0 from a language that is not C."""
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


# RASDIALFUNC1
NOTIFIER = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_uint32, ctypes.c_uint32, ctypes.c_uint32,
                            ctypes.c_uint32)
CONNECTED = 0x2000


def text_of(library, error):
    text = ctypes.create_string_buffer(512)
    library.RasGetErrorString(error, text, len(text))
    return text.value.decode()


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


def main(path, entry, number=""):
    error = dial(ctypes.CDLL(path), entry, number)
    print(f"ended: {error}")
    return 1 if error else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 2 else 2)
