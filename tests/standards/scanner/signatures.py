"""A list of signatures for ClamAV that has one: the harmless test file of EICAR, wherever in a file it stands."""

# Put together here so that no scanner of a developer takes this file away.
EICAR = b"P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
print(f"Eicar-Test-Signature:0:*:{EICAR.hex()}")
