"""What grlc makes of a folder of queries; run by the Python of an environment that has grlc, which this project does not need.

Arguments: the folder, the SPARQL endpoint. The current folder must be one to write in. On standard output: the paths of the API that grlc
makes of the folder, and by query the answer that it gets from the endpoint, as JSON.
"""

import json
import sys
from pathlib import Path

folder, endpoint = sys.argv[1:]
Path("config.ini").write_text(f"[local]\nlocal_sparql_dir = {folder}\n[defaults]\nsparql_endpoint = {endpoint}\n", "utf-8")
said, sys.stdout = sys.stdout, sys.stderr  # grlc speaks while it is imported

from grlc.server import app  # type: ignore[import-not-found]  # noqa: E402

client = app.test_client()
paths = json.loads(client.get("/api-local/swagger", headers={"Accept": "application/json"}).data)["paths"]
answers = {}
for path in sorted(Path(folder).glob("*.rq")):
    accept = "application/n-triples" if "\nCONSTRUCT" in path.read_text("utf-8") else "text/csv"
    response = client.get(f"/api-local/{path.stem}", headers={"Accept": accept})
    answers[path.stem] = {"status": response.status_code, "type": response.content_type, "body": response.data.decode("utf-8")}
json.dump({"paths": paths, "answers": answers}, said)
