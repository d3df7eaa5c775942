"""The addresses at which the index is asked: questions, passages, documents, and how the service is.

What enters: the requests of `ui.service.api_requests`. What leaves: the records of `ui.service.api_forms`. It deliberately decides nothing:
`ui.service.api_reading` answers, in a thread of its own.
"""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from starlette.convertors import Convertor, register_url_convertor

from ui.forms import Record
from ui.service import api_forms as forms
from ui.service import metrics
from ui.service.api_limits import Workers, json_body
from ui.service.api_openapi import ASKING, EXAMPLES, LOOKING, NAMING, told
from ui.service.api_problems import UNAVAILABLE, ApiProblem
from ui.service.api_reading import Reading
from ui.service.api_requests import AskRequest, Filters, Paging, PassageRequest, SearchRequest, VerifyRequest
from ui.service.metrics import Metrics


class NameConvertor(Convertor[str]):
    """Any name in an address: unlike the framework's own, also one with a line break, which a file may have."""

    regex = r"[\s\S]*"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("name", NameConvertor())

DocumentId = Annotated[
    str, Path(description="The document_id, percent-encoded: `bridges%2Fnorth-bridge.txt`.", max_length=1_000, examples=["bridges/north-bridge.txt"])
]
Asked = Annotated[AskRequest, Body(openapi_examples=EXAMPLES["ask"])]
Searched = Annotated[SearchRequest, Body(openapi_examples=EXAMPLES["search"])]
Verified = Annotated[VerifyRequest, Body(openapi_examples=EXAMPLES["verify-quote"])]


class Listed(Filters, Paging):
    """Which documents to list, and which part of the list."""

    def parts(self) -> tuple[Filters, Paging]:
        """The filters and the paging apart."""
        paging = set(Paging.model_fields)
        return Filters(**self.model_dump(exclude=paging)), Paging(**self.model_dump(include=paging))


def asking_routes(reading: Reading, workers: Workers) -> APIRouter:
    """Questions, searches and quotes, sent as JSON."""
    router = APIRouter(tags=["questions"], dependencies=[Depends(json_body)], responses=told(*ASKING))

    @router.post("/ask", response_model=forms.AnswerRecord, summary="Answer a question with verbatim quotes, or say that the documents do not answer")
    async def ask(asked: Asked) -> Record:
        return await workers.run(partial(reading.ask, asked))

    @router.post("/search", response_model=forms.SearchResult, summary="Rank passages for a query")
    async def search(asked: Searched) -> Record:
        return await workers.run(partial(reading.search, asked))

    @router.post("/verify-quote", response_model=forms.VerdictRecord, summary="Check whether a quote stands in the documents", responses=told(404))
    async def verify_quote(asked: Verified) -> Record:
        return await workers.run(partial(reading.verify, asked))

    return router


def looking_routes(reading: Reading, workers: Workers) -> APIRouter:
    """Documents, their passages, and what could not be read."""
    router = APIRouter(tags=["documents"], responses=told(*LOOKING))

    @router.get("/documents", response_model=forms.DocumentList, summary="List the documents that fit")
    async def documents(asked: Annotated[Listed, Query()]) -> Record:
        return await workers.run(partial(reading.documents, *asked.parts()))

    # This address comes first, as the next one would take it for a document: no document_id ends in a name without a suffix.
    @router.get(
        "/documents/{document_id:name}/passage",
        response_model=forms.PassageRecord,
        summary="A stretch of a document and what stands around it",
        responses=told(*NAMING),
    )
    async def passage(document_id: DocumentId, asked: Annotated[PassageRequest, Query()]) -> Record:
        return await workers.run(partial(reading.passage, document_id, asked))

    @router.get(
        "/documents/{document_id:name}",
        response_model=forms.WholeDocument,
        response_model_exclude_unset=True,
        summary="What is known of a document",
        responses=told(*NAMING),
    )
    async def document(document_id: DocumentId, text: Annotated[bool, Query(description="Whether its text is wanted too.")] = False) -> Record:
        return await workers.run(partial(reading.document, document_id, text))

    @router.get("/problems", response_model=forms.NotReadList, summary="What of the folder was not read, or only in part")
    async def problems() -> Record:
        return await workers.run(reading.problems)

    return router


def service_routes(reading: Reading, workers: Workers, counted: Metrics) -> APIRouter:
    """How the service is."""
    router = APIRouter(tags=["service"], responses=told(503))

    @router.get("/health", response_model=forms.HealthRecord, summary="Whether questions can be answered")
    async def health() -> Record:
        size = await workers.run(reading.size)
        if size is None:
            raise ApiProblem(UNAVAILABLE, "the index cannot be read; run `rapporteur doctor`", ready=False)
        return {"ready": True, "generation": size.generation, "documents": size.documents, "passages": size.passages}

    @router.get(
        "/metrics",
        response_class=Response,
        summary="Counts for Prometheus, text format 0.0.4",
        responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
    )
    async def counts() -> Response:
        return Response(counted.text(await workers.run(reading.size)), headers={"content-type": metrics.MEDIA_TYPE})

    @router.get("/openapi.json", include_in_schema=False)
    async def description(request: Request) -> JSONResponse:
        return JSONResponse(request.app.openapi())

    return router
