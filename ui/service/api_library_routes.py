"""The addresses at which the documents folder and the index are changed.

What enters: files as multipart forms, document_ids, requests for an update. What leaves: what was done, and jobs to look at. It
deliberately decides nothing: `ui.service.api_changes` does, in a thread of its own, one change at a time.
"""

from functools import partial
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, File, Form, Path, Query, Request, Response, UploadFile

from ui.forms import Record
from ui.service import api_forms as forms
from ui.service.api_changes import Changes
from ui.service.api_limits import Workers, json_body, multipart_body
from ui.service.api_openapi import ASKING, NAMING, REMOVING, UPLOADING, told
from ui.service.api_problems import INVALID, ApiProblem
from ui.service.api_requests import Facts
from ui.service.api_routes import DocumentId

JobId = Annotated[str, Path(max_length=100, examples=["5f0c2a9be1d37c44"])]
Update = Annotated[bool, Query(description="Whether the index is brought in line at once; `false` for many files, then `POST /index`.")]
SourceUrl = Annotated[str, Form(max_length=2_000, pattern=r"^(https?://\S+)?$", description="Where the file was published; kept beside it.")]

Folder = Annotated[str, Form(max_length=1_000, description="A folder below the documents folder to put it in: `briefings/2023`; made safe.")]


def library_routes(changes: Changes, workers: Workers) -> APIRouter:
    """Documents come and go."""
    router = APIRouter(tags=["documents"])

    @router.post(
        "/documents",
        status_code=201,
        response_model=forms.ChangeRecord,
        summary="Add a file to the documents folder",
        dependencies=[Depends(multipart_body)],
        responses=told(*UPLOADING),
    )
    async def add(
        request: Request,
        response: Response,
        file: Annotated[UploadFile, File()],
        source_url: SourceUrl = "",
        folder: Folder = "",
        update: Update = True,
    ) -> Record:
        if not file.filename:
            raise ApiProblem(INVALID, "the file has no name")
        # Read in its turn: a file that waits does so on the disk.
        added = await workers.run(partial(changes.add, file.filename, file.file.read, source_url, update, folder))
        response.headers["Location"] = f"{request.scope.get('root_path', '')}/documents/{quote(added['document_id'], safe='')}"
        return added

    @router.delete(
        "/documents/{document_id:name}",
        response_model=forms.ChangeRecord,
        summary="Remove a file from the documents folder",
        responses=told(*REMOVING),
    )
    async def remove(document_id: DocumentId, update: Update = True) -> Record:
        return await workers.run(partial(changes.remove, document_id, update))

    @router.patch(
        "/documents/{document_id:name}",
        response_model=forms.DescribedRecord,
        summary="State facts of a document, beside its file",
        dependencies=[Depends(json_body)],
        responses=told(*ASKING, *NAMING),
    )
    async def describe(document_id: DocumentId, facts: Facts, update: Update = True) -> Record:
        return await workers.run(partial(changes.describe, document_id, facts.changes(), update))

    return router


def job_routes(changes: Changes, workers: Workers) -> APIRouter:
    """Updates of the index."""
    router = APIRouter(tags=["index"])

    @router.post(
        "/index",
        status_code=202,
        response_model=forms.JobRecord,
        summary="Bring the index in line with the documents folder",
        responses=told(503, 504),
    )
    async def update(request: Request, response: Response) -> Record:
        job = await workers.run(changes.update)
        response.headers["Location"] = f"{request.scope.get('root_path', '')}/jobs/{job['job_id']}"
        return job

    @router.get("/jobs/{job_id}", response_model=forms.JobRecord, summary="How far an update is, or how it ended", responses=told(404, 422))
    async def job(job_id: JobId) -> Record:
        return changes.job(job_id)

    return router
