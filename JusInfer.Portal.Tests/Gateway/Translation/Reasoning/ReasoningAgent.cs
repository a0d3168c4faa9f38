using System.Text.Json.Nodes;
using JusInfer.Portal.Tests.Gateway.Conformance;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Translation.Reasoning;

/// <summary>An agent in one of the dialects, which sends its whole history with every step, including the reasoning if its dialect has a field for it.</summary>
internal sealed class ReasoningAgent(Caller caller, ITestClientDialect dialect, bool isStreamed)
{
    private readonly JsonArray history = [];

    /// <summary>The signature of the last answer, as the client received it.</summary>
    public string? LastSignature { get; private set; }

    public string LastRequestId { get; private set; } = "";

    /// <summary>Adds a turn that another gateway or an earlier process has answered.</summary>
    public void Remember(string signature) =>
        Add(new ModelAnswer { Reasoning = "an earlier thought", Signature = signature, Calls = [new ToolUse("call_earlier", "look", "{}")] });

    /// <summary>Makes the next step, which must succeed.</summary>
    public async Task<ModelAnswer> StepAsync(string model)
    {
        var response = await AskAsync(model);
        response.ShouldBe(200);
        var answer = dialect.ReadResponse(response, isStreamed);
        answer.Error.ShouldBeNull();
        answer.Calls.ShouldHaveSingleItem();
        LastSignature = answer.Signature;
        Add(answer);
        return answer;
    }

    public async Task<GatewayAnswer> AskAsync(string model)
    {
        if (history.Count == 0) history.Add(new JsonObject { ["role"] = "user", ["content"] = "Fix the bug." });
        var body = dialect.WriteRequest(new ModelRequest { Tools = ["look"], ReasoningEffort = "medium", MaxTokens = 32_000 });
        body["model"] = model;
        body["stream"] = isStreamed;
        body[dialect is ResponsesTestDialect ? "input" : "messages"] = history.DeepClone();
        var response = await caller.PostAsync(dialect.Path, body.ToJsonString());
        LastRequestId = response.RequestId;
        return response;
    }

    private void Add(ModelAnswer answer)
    {
        if (history.Count == 0) history.Add(new JsonObject { ["role"] = "user", ["content"] = "Fix the bug." });
        var round = new ToolRound(answer.Calls, [.. answer.Calls.Select(static call => new ToolResult(call.Id, "found"))]) { Reasoning = answer.Reasoning, Signature = answer.Signature };
        var turn = dialect.WriteRequest(new ModelRequest { ToolRound = round })[dialect is ResponsesTestDialect ? "input" : "messages"]!.AsArray();
        foreach (var item in turn.Skip(1)) history.Add(item!.DeepClone());
    }
}
