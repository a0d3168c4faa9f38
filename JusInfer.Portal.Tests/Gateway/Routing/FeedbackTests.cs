using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using JusInfer.Portal.Usage.Feedback;

namespace JusInfer.Portal.Tests.Gateway.Routing;

/// <summary><c>POST /v1/feedback</c> with access tokens and with keys, on calls through the gateway.</summary>
public sealed class FeedbackTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private const string Feedback = "/v1/feedback";

    [Fact]
    public async Task A_report_right_after_a_call_is_on_its_receipt()
    {
        var caller = await gateway.Team.MintAsync();
        var call = await AskAsync(caller, session: null);

        (await gateway.Team.Api.PostAsync(Feedback, new { request_id = call.RequestId, ok = true, note = " Tests pass.\nTwo files. " })).ShouldBe(204);

        var report = (await gateway.Team.ReceiptAsync(call.RequestId)).GetProperty("feedback").EnumerateArray().ShouldHaveSingleItem();
        report.GetProperty("ok").GetBoolean().ShouldBeTrue();
        report.GetProperty("note").GetString().ShouldBe("Tests pass.\nTwo files.");
        report.GetProperty("by").GetString().ShouldStartWith("mem_");
    }

    [Fact]
    public async Task The_key_of_the_calls_reports_on_their_run_and_the_last_report_counts()
    {
        var caller = await gateway.Team.MintAsync();
        await AskAsync(caller, "reported/1");

        (await As(caller).PostAsync(Feedback, new { session = "reported/1", ok = true })).ShouldBe(204);
        (await As(caller).PostAsync(Feedback, new { session = "reported/1", ok = false, note = "It crashes." })).ShouldBe(204);
        (await gateway.Team.Api.PostAsync(Feedback, new { session = "reported/1", ok = true })).ShouldBe(204);

        var reports = (await gateway.Team.Api.GetAsync("/v1/runs/reported%2F1")).Json.GetProperty("feedback").EnumerateArray().ToArray();
        reports.Select(static report => report.GetProperty("ok").GetBoolean()).ShouldBe([true, false]);
        reports[1].GetProperty("by").GetString().ShouldBe(caller.Id);
        reports[1].GetProperty("note").GetString().ShouldBe("It crashes.");
    }

    [Fact]
    public async Task Every_fault_is_named_at_once()
    {
        var neither = await gateway.Team.Api.PostAsync(Feedback, new { note = new string('x', FeedbackReport.MaxNoteLength + 1), rating = 5 });
        neither.ShouldBe(400, "INVALID_REQUEST");
        neither.FaultyFields.ShouldBe(["note", "ok", "rating", "request_id", "session"]);

        var both = await gateway.Team.Api.PostAsync(Feedback, new { request_id = $"req_{Guid.NewGuid():N}", session = "s", ok = true });
        both.ShouldBe(400, "INVALID_REQUEST");
        both.FaultyFields.ShouldBe(["request_id", "session"]);

        var unreadable = await gateway.Team.Api.PostAsync(Feedback, new { request_id = "call 7", ok = "yes" });
        unreadable.ShouldBe(400, "INVALID_REQUEST");
        unreadable.FaultyFields.ShouldBe(["ok", "request_id"]);
        (await gateway.Team.Api.PostAsync(Feedback, new { session = " ", ok = true })).FaultyFields.ShouldBe(["session"]);
    }

    [Fact]
    public async Task Unknown_calls_and_runs_and_those_of_another_team_are_not_found()
    {
        var caller = await gateway.Team.MintAsync();
        var call = await AskAsync(caller, "private");
        await gateway.Team.ReceiptAsync(call.RequestId);
        var stranger = await gateway.Portal.SignUpAsync();
        var strangersKey = As(await stranger.MintAsync());

        (await gateway.Team.Api.PostAsync(Feedback, new { session = "unknown", ok = true })).ShouldBe(404, "NOT_FOUND");
        (await gateway.Team.Api.PostAsync(Feedback, new { request_id = $"req_{Guid.NewGuid():N}", ok = true })).ShouldBe(404, "NOT_FOUND");
        (await stranger.Api.PostAsync(Feedback, new { session = "private", ok = true })).ShouldBe(404, "NOT_FOUND");
        (await strangersKey.PostAsync(Feedback, new { request_id = call.RequestId, ok = true })).ShouldBe(404, "NOT_FOUND");
        (await gateway.Team.ReceiptAsync(call.RequestId)).GetProperty("feedback").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Members_and_keys_report_on_their_own_calls_and_owners_on_all()
    {
        var email = $"{Guid.NewGuid():N}@example.com";
        var member = await gateway.Team.JoinAsync(email);
        var hers = await gateway.Team.MintAsync(new { name = "hers", member_id = member });
        var service = await gateway.Team.MintAsync(new { name = "service", service = true });
        var (mine, ofMember, ofService) = (await AskAsync(await gateway.Team.MintAsync(), null), await AskAsync(hers, null), await AskAsync(service, null));
        var signedIn = new ControlPlaneClient(gateway.Portal.Http);
        signedIn.Access = (await signedIn.PostAsync("/v1/auth/login", new { email, password = "a long enough password" })).Text("access_token");
        foreach (var call in (GatewayAnswer[])[mine, ofMember, ofService]) await gateway.Team.ReceiptAsync(call.RequestId);

        (await signedIn.PostAsync(Feedback, new { request_id = ofMember.RequestId, ok = true })).ShouldBe(204);
        (await signedIn.PostAsync(Feedback, new { request_id = mine.RequestId, ok = true })).ShouldBe(403, "FORBIDDEN");
        (await As(hers).PostAsync(Feedback, new { request_id = ofMember.RequestId, ok = true })).ShouldBe(204);
        (await As(hers).PostAsync(Feedback, new { request_id = mine.RequestId, ok = true })).ShouldBe(404, "NOT_FOUND");
        (await As(service).PostAsync(Feedback, new { request_id = ofService.RequestId, ok = true })).ShouldBe(204);
        (await gateway.Team.Api.PostAsync(Feedback, new { request_id = ofMember.RequestId, ok = false })).ShouldBe(204);

        (await gateway.Team.Api.PatchAsync($"/v1/tenant/members/{member}", new { role = "viewer" })).ShouldBe(200);
        (await signedIn.PostAsync(Feedback, new { request_id = ofMember.RequestId, ok = true })).ShouldBe(403, "FORBIDDEN");
    }

    [Fact]
    public async Task A_key_that_reads_usage_reports_nothing_and_a_key_for_calls_reads_nothing()
    {
        var reader = await As(await gateway.Team.MintAsync(new { name = "reader", scope = "usage:read" })).PostAsync(Feedback, new { session = "s", ok = true });
        reader.ShouldBe(401, "UNAUTHORIZED");
        reader.Text("detail").ShouldContain("calls models");

        (await As(await gateway.Team.MintAsync()).GetAsync("/v1/usage/completion")).ShouldBe(401, "UNAUTHORIZED");
        (await new ControlPlaneClient(gateway.Portal.Http).PostAsync(Feedback, new { session = "s", ok = true })).ShouldBe(401, "UNAUTHORIZED");
    }

    [Fact]
    public async Task Too_many_reports_of_an_account_are_rejected()
    {
        await using var portal = await PortalHost.StartAsync(gateway.Catalog, ("Accounts:CallsPerMinute", "5"));
        var team = await portal.SignUpAsync();
        var answers = new List<ApiAnswer>();
        for (var i = 0; i < 7; i++) answers.Add(await team.Api.PostAsync(Feedback, new { ok = true }));

        answers[0].ShouldBe(400);
        answers[^1].ShouldBe(429, "RATE_LIMIT");
        answers[^1].Headers.RetryAfter.ShouldNotBeNull();
    }

    private async Task<GatewayAnswer> AskAsync(Caller caller, string? session)
    {
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("ok")));
        var answer = session is null ? await caller.AskAsync(Caller.Asking("auto")) : await caller.AskAsync(Caller.Asking("auto"), ("X-JusInfer-Session", session));
        answer.ShouldBe(200);
        return answer;
    }

    private ControlPlaneClient As(Caller caller) => new(gateway.Portal.Http) { Access = caller.Key };
}
