using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Routing;

/// <summary>A team's rules for automatic routing, its control group, and the comparison of completed tasks.</summary>
public sealed class ControlGroupTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private static readonly string[] OneModel = [GatewayHost.Spare];

    [Fact]
    public async Task Sessions_are_divided_and_their_reports_compared()
    {
        var team = await gateway.Portal.SignUpAsync();
        var caller = await team.MintAsync();
        (await team.Api.PatchAsync("/v1/tenant", new { routing = new { control_percent = 50 } })).ShouldBe(200);
        var groups = new Dictionary<string, List<string>> { ["control"] = [], ["routed"] = [] };
        for (var i = 0; i < 24; i++)
        {
            gateway.Alpha.Script(Replies.Json(ChatSse.Completion("ok")));
            var answer = await caller.AskAsync(Caller.Asking("auto", $"Task {i}"), ("X-JusInfer-Session", $"task-{i}"));
            var isControl = answer["x-jusinfer-route"] == "auto:control";
            groups[isControl ? "control" : "routed"].Add($"task-{i}");
            answer["x-jusinfer-model"].ShouldBe(GatewayHost.Frontier);
            var routing = (await team.ReceiptAsync(answer.RequestId)).GetProperty("routing");
            routing.GetProperty("group").GetString().ShouldBe(isControl ? "control" : "routed");
            if (isControl) routing.GetProperty("rejected")[0].GetProperty("reason").GetString().ShouldBe("control");
        }

        groups["control"].Count.ShouldBeInRange(4, 20);
        var reporter = new ControlPlaneClient(gateway.Portal.Http) { Access = caller.Key };
        foreach (var session in groups["control"]) (await reporter.PostAsync("/v1/feedback", new { session, ok = true })).ShouldBe(204);
        (await reporter.PostAsync("/v1/feedback", new { session = groups["routed"][0], ok = false })).ShouldBe(204);

        var compared = (await team.Api.GetAsync("/v1/usage/completion")).Json;
        compared.GetProperty("control").GetProperty("tasks").GetInt32().ShouldBe(groups["control"].Count);
        compared.GetProperty("control").GetProperty("share").GetDouble().ShouldBe(1);
        compared.GetProperty("routed").GetProperty("completed").GetInt32().ShouldBe(0);
        compared.GetProperty("difference").ValueKind.ShouldBe(JsonValueKind.Null);
        compared.GetProperty("min_tasks").GetInt32().ShouldBe(30);
    }

    [Fact]
    public async Task All_calls_of_a_run_and_of_the_runs_that_it_starts_are_in_one_group()
    {
        var team = await gateway.Portal.SignUpAsync();
        var caller = await team.MintAsync();
        (await team.Api.PatchAsync("/v1/tenant", new { routing = new { control_percent = 50 } })).ShouldBe(200);
        for (var i = 0; i < 6; i++)
        {
            gateway.Alpha.Script(Replies.Json(ChatSse.Completion("ok")), Replies.Json(ChatSse.Completion("ok")), Replies.Json(ChatSse.Completion("ok")));
            var first = await caller.AskAsync(Caller.Asking("auto", "one"), ("X-JusInfer-Session", $"run-{i}"));
            var second = await caller.AskAsync(Caller.Asking("auto", "another beginning"), ("X-JusInfer-Session", $"run-{i}"));
            var child = await caller.AskAsync(Caller.Asking("auto", "part"), ("X-JusInfer-Session", $"child-{i}"), ("X-JusInfer-Parent-Session", $"run-{i}"));

            second["x-jusinfer-route"].ShouldBe(first["x-jusinfer-route"]);
            child["x-jusinfer-route"].ShouldBe(first["x-jusinfer-route"]);
        }
    }

    [Fact]
    public async Task A_team_has_its_own_baseline()
    {
        var team = await gateway.Portal.SignUpAsync();
        var caller = await team.MintAsync();
        (await team.Api.PatchAsync("/v1/tenant", new { routing = new { baseline = "SPARE" } })).ShouldBe(200);
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("ok")));

        var answer = await caller.AskAsync(Caller.Asking("auto", "Why does it hang?"));

        answer["x-jusinfer-model"].ShouldBe(GatewayHost.Spare);
        answer["x-jusinfer-route"].ShouldBe("auto:baseline");
        (await team.ReceiptAsync(answer.RequestId)).GetProperty("routing").GetProperty("baseline").GetString().ShouldBe(GatewayHost.Spare);
    }

    [Fact]
    public async Task Rules_of_a_team_bind_automatic_routing_only()
    {
        var team = await gateway.Portal.SignUpAsync();
        var caller = await team.MintAsync();
        (await team.Api.PatchAsync("/v1/tenant", new { routing = new { allowed = OneModel } })).ShouldBe(200);
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("ok")), Replies.Json(ChatSse.Completion("ok")));

        (await caller.AskAsync(Caller.Asking("auto:cheap")))["x-jusinfer-model"].ShouldBe(GatewayHost.Spare);
        (await caller.AskAsync(Caller.Asking(GatewayHost.Small)))["x-jusinfer-model"].ShouldBe(GatewayHost.Small);
    }
}
