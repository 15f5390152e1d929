"""Virtuoso's settings and the script that loads it: memory enough for the data, no cap on results, loopback only."""

from pathlib import Path

GRAPH = "http://bench.example/"
PAGE = 8192
# Memory for the data, as a share of the file of N-Triples: the store is smaller than that, so all of it fits.
SHARE = 2


def settings_file(folder: Path, *, sql: int, http: int, data: Path) -> Path:
    """Write ``virtuoso.ini`` for a server with its database in ``folder``."""
    buffers = max(100_000, data.stat().st_size * SHARE // PAGE)
    path = folder / "virtuoso.ini"
    path.write_text(
        f"""[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = {buffers // 4}

[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx

[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
MaxClientConnections = 100
ServerThreads = 100
CheckpointInterval = 0
SchedulerInterval = 10
CaseMode = 2
DirsAllowed = ., {data.parent}
VADInstallDir = {folder}
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {buffers * 3 // 4}
MaxQueryMem = 2G
VectorSize = 1000
MaxVectorSize = 1000000
AdjustVectorSize = 0
ThreadsPerQuery = 2
AsyncQueueMaxThreads = 4

[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 100
MaxClientConnections = 100
MaxKeepAlives = 100
KeepAliveTimeout = 60
EnabledGzipContent = 0

[SPARQL]
ResultSetMaxRows = 10000000
MaxQueryExecutionTime = 60
DefaultGraph = {GRAPH}
""",
        encoding="utf-8",
    )
    return path


def load_script(folder: Path, data: Path) -> Path:
    """Write the commands that load ``data``, write a checkpoint, and let the database end cleanly."""
    path = folder / "load.sql"
    path.write_text(
        f"log_enable(2, 1);\nld_dir('{data.parent}', '{data.name}', '{GRAPH}');\nrdf_loader_run();\ncheckpoint;\n"
        "select ll_error from DB.DBA.load_list where ll_error is not null;\n",
        encoding="utf-8",
    )
    return path
