#!/usr/bin/env python3
"""ras_page.py ROOT: the tables of docs/ras.md name every function that libdial.so.0 exports and no other,
and only members that Dialer has; and the page has a word for every function of RAS, also for one that is
not here. Exits with 1 and a line per violation."""
import pathlib
import re
import sys

# The client functions of RAS, and those that its extensions offer or call.
RAS_FUNCTIONS = """
RasClearConnectionStatistics RasClearLinkStatistics RasConnectionNotification RasDeleteEntry RasDial
RasEnumConnections RasEnumDevices RasEnumEntries RasGetConnectStatus RasGetConnectionStatistics
RasGetCredentials RasGetEntryProperties RasGetErrorString RasGetLinkStatistics RasGetProjectionInfo
RasGetProjectionInfoEx RasGetSubEntryHandle RasHangUp RasRenameEntry RasSetCredentials
RasSetEntryProperties RasValidateEntryName
RasGetEntryDialParams RasSetEntryDialParams
RasGetSubEntryProperties RasSetSubEntryProperties RasDeleteSubEntry
RasUpdateConnection
RasInvokeEapUI RasGetEapUserData RasSetEapUserData RasGetEapUserIdentity RasGetCustomAuthData
RasSetCustomAuthData
RasPhonebookDlg RasDialDlg RasEntryDlg RasMonitorDlg RasPBDlgFunc
RasGetAutodialAddress RasSetAutodialAddress RasEnumAutodialAddresses RasGetAutodialEnable
RasSetAutodialEnable RasGetAutodialParam RasSetAutodialParam RASADFunc
RasCustomDial RasCustomHangUp RasCustomDialDlg RasCustomEntryDlg RasCustomDeleteEntryNotify
RasCustomScriptExecute RasGetBuffer RasFreeBuffer RasSendBuffer RasReceiveBuffer RasRetrieveBuffer
RasSetCommSettings
RasGetCountryInfo
""".split()


def violations(page, symbols, header):
    rows = "\n".join(line for line in page.splitlines() if line.startswith("|"))
    first = " ".join(row.split("|")[1] for row in rows.splitlines())
    named = set(re.findall(r"`(RasX?[A-Z]\w+)`", first)) - {"RasDialFunc", "RasDialFunc1", "RasDialFunc2"}
    for name in sorted(set(symbols.split()) - named):
        yield f"docs/ras.md: {name} is in no table"
    for name in sorted(named - set(symbols.split())):
        yield f"docs/ras.md: {name} is not exported"
    for name in RAS_FUNCTIONS:
        if f"`{name}`" not in page:
            yield f"docs/ras.md: {name} of RAS has no word"
    for member in sorted(set(re.findall(r"`Dialer::(\w+)`", page))):
        if not re.search(rf"\b{member}\(", header):
            yield f"docs/ras.md: Dialer has no {member}()"


def main():
    root = pathlib.Path(sys.argv[1])
    found = list(violations((root / "docs/ras.md").read_text(), (root / "libdial/ras/symbols.txt").read_text(),
                            (root / "libdial/include/dial/dialer.hpp").read_text()))
    print(*found, sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
