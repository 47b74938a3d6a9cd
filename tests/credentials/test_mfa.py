"""A profile that wants an MFA code: the question and the answer."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from threading import Event, Thread, current_thread

import pytest

from ie_tui.api.errors import MfaDeclined, NoCredentials, Remedy
from ie_tui.credentials.lookup import SessionCredentials, find_caller, look_up
from ie_tui.credentials.mfa import PatientPrompter
from tests.credentials.aws_machine import SERIAL, admin, give_code, never_asked, stub
from tests.credentials.aws_stub import MFA_CODE, AwsStub

__all__ = ["admin", "stub"]


def test_the_code_of_the_device_opens_the_role(admin: AwsStub) -> None:
    asked: list[str] = []

    def prompter(serial: str) -> str:
        asked.append(serial)
        return f" {MFA_CODE[:3]} {MFA_CODE[3:]}\n"

    caller = look_up("admin", prompter=prompter)
    assert caller.access_key_id == "AKID-admin-by-AKIDWORK000000000001"
    assert caller.account_id == "123456789012"
    assert asked == [SERIAL]
    assert caller.remarks == ()


@pytest.mark.parametrize(
    ("code", "told", "questions"),
    [
        ("654321", "MultiFactorAuthentication failed", 1),
        ("12345", "six digits", 0),
        ("١٢٣٤٥٦", "six digits", 0),
    ],
)
def test_a_wrong_code_is_told_and_the_next_one_counts(
    code: str, told: str, questions: int, admin: AwsStub
) -> None:
    with pytest.raises(NoCredentials, match="code for profile admin was rejected") as caught:
        look_up("admin", prompter=lambda _: code)
    assert told in caught.value.sentence
    assert "wait for the next one" in caught.value.advice
    assert caught.value.remedy is Remedy.ENTER_MFA_CODE
    assert admin.asked == ["AssumeRole"] * questions
    assert look_up("admin", prompter=give_code).access_key_id.startswith("AKID-admin")


def test_whoever_declines_is_told_how_to_be_asked_again(admin: AwsStub) -> None:
    def decline(_: str) -> str:
        raise MfaDeclined

    with pytest.raises(MfaDeclined, match="No MFA code was entered") as caught:
        look_up("admin", prompter=decline)
    assert caught.value.remedy is Remedy.ENTER_MFA_CODE
    assert admin.asked == []


async def test_the_deadline_stands_still_while_a_person_is_asked() -> None:
    asked, answer = asyncio.Event(), Event()
    loop = asyncio.get_running_loop()

    def prompter(_: str) -> str:
        loop.call_soon_threadsafe(asked.set)
        answer.wait(10)
        return MFA_CODE

    async with asyncio.timeout(60) as deadline:
        ends_at = deadline.when() or 0.0
        patient = PatientPrompter(prompter, deadline, limit_s=1000)
        asking = asyncio.create_task(asyncio.to_thread(patient, SERIAL))
        await asked.wait()
        assert (deadline.when() or 0.0) > ends_at + 900
        answer.set()
        assert await asking == MFA_CODE
        assert ends_at < (deadline.when() or 0.0) < ends_at + 60


async def test_a_person_is_asked_from_the_thread_of_the_look_up(admin: AwsStub) -> None:
    threads: list[Thread] = []

    def prompter(_: str) -> str:
        threads.append(current_thread())
        return MFA_CODE

    assert (await find_caller("admin", prompter=prompter)).access_key_id.startswith("AKID-admin")
    assert threads != [current_thread()]


async def test_a_person_who_went_away_is_not_waited_for(admin: AwsStub) -> None:
    answer = Event()
    threads: list[Thread] = []

    def prompter(_: str) -> str:
        threads.append(current_thread())
        answer.wait(10)
        return MFA_CODE

    with pytest.raises(MfaDeclined, match="No MFA code was entered in time"):
        await find_caller("admin", prompter=prompter, person_limit_s=0.05)
    answer.set()
    await asyncio.to_thread(threads[0].join, 10)
    assert admin.asked == []


async def test_a_code_that_nobody_waits_for_any_more_is_not_used() -> None:
    async with asyncio.timeout(60) as deadline:
        prompters: list[PatientPrompter] = []

        def prompter(_: str) -> str:
            prompters[0].close()
            return MFA_CODE

        prompters.append(PatientPrompter(prompter, deadline, 60))
        with pytest.raises(MfaDeclined):
            await asyncio.to_thread(prompters[0], SERIAL)


async def test_nobody_is_asked_for_a_code_that_nobody_waits_for() -> None:
    async with asyncio.timeout(60) as deadline:
        patient = PatientPrompter(never_asked, deadline, 60)
        patient.close()
        with pytest.raises(MfaDeclined):
            await asyncio.to_thread(patient, SERIAL)


async def test_a_look_up_that_is_given_up_closes_its_question(admin: AwsStub) -> None:
    asked, answer = asyncio.Event(), Event()
    loop = asyncio.get_running_loop()
    threads: list[Thread] = []

    def prompter(_: str) -> str:
        threads.append(current_thread())
        loop.call_soon_threadsafe(asked.set)
        answer.wait(10)
        return MFA_CODE

    looking = asyncio.create_task(find_caller("admin", prompter=prompter))
    await asked.wait()
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking
    answer.set()
    await asyncio.to_thread(threads[0].join, 10)
    assert admin.asked == []


async def test_a_role_that_runs_out_says_that_a_code_is_needed(admin: AwsStub) -> None:
    admin.role_lifetime = timedelta(minutes=5)
    credentials: SessionCredentials = look_up("admin", prompter=give_code).credentials
    with pytest.raises(NoCredentials, match="renewing them requires an MFA code") as caught:
        await credentials.freeze()
    assert caught.value.remedy is Remedy.ENTER_MFA_CODE
    assert admin.asked == ["AssumeRole"]
