using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using JusInfer.Portal.Usage;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Gateway.Streaming;

/// <summary>The record of a call has the tools that its answer calls, however the answer reaches the client.</summary>
public sealed class CalledToolRecordsTests : IClassFixture<GatewayHost>
{
    private readonly GatewayHost gateway;

    public CalledToolRecordsTests(GatewayHost gateway)
    {
        this.gateway = gateway;
        gateway.ResetHealth(GatewayHost.Spare);
        gateway.Alpha.Script();
        gateway.Beta.Script();
    }

    [Fact]
    public async Task Of_a_stream()
    {
        gateway.Alpha.Script(Replies.Sse(ChatSse.Role() + Call(0, "Read") + Call(1, "Bash") + Call(2, "Read") + ChatSse.Finish("tool_calls") + ChatSse.Usage() + ChatSse.Done));

        (await ToolsAsync(Caller.Streaming(GatewayHost.Frontier))).ShouldBe([new CalledTool("Read", 2), new CalledTool("Bash", 1)]);
    }

    [Fact]
    public async Task Of_a_whole_answer()
    {
        gateway.Alpha.Script(Replies.Json(ChatSse.ToolCompletion("Read", "{}")));

        (await ToolsAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe([new CalledTool("Read", 1)]);
    }

    [Fact]
    public async Task Of_an_interrupted_stream_only_those_that_the_client_received()
    {
        gateway.Alpha.Script(Replies.Sse(ChatSse.Role() + ChatSse.Text("I will look. ") + Call(0, "Read", "{\\\"at\\\":") + ChatSse.Done));
        gateway.Beta.Script(Replies.Sse(ChatSse.Text(ContinuationPrompt.AnchorOf("I will look. ")) + Call(0, "Bash") + ChatSse.Finish("tool_calls") + ChatSse.Done));

        (await ToolsAsync(Caller.Streaming(GatewayHost.Spare))).ShouldBe([new CalledTool("Bash", 1)]);
    }

    [Fact]
    public async Task Of_an_answer_without_tools_none()
    {
        gateway.Alpha.Script(Replies.Sse(ChatSse.Stream("Hello.")));

        (await ToolsAsync(Caller.Streaming(GatewayHost.Frontier))).ShouldBeEmpty();
    }

    private static string Call(int index, string tool, string arguments = "{}") => ChatSse.Event(ChatSse.Chunk(
        $$$"""{"tool_calls":[{"index":{{{index}}},"id":"call_{{{index}}}","type":"function","function":{"name":"{{{tool}}}","arguments":"{{{arguments}}}"}}]}""", "null"));

    private async Task<CalledTool[]> ToolsAsync(string body)
    {
        var answer = await (await gateway.Team.MintAsync()).AskAsync(body);
        answer.ShouldBe(200);
        await gateway.Team.ReceiptAsync(answer.RequestId);
        var team = TeamId.Parse((await gateway.Team.Api.GetAsync("/v1/tenant")).Text("id"), provider: null);
        var record = await gateway.Portal.Services.GetRequiredService<IUsageQueries>().FindRequestAsync(team, RequestId.Parse(answer.RequestId, null), TestContext.Current.CancellationToken);
        return [.. RouteDetails.Parse(record!.RouteDetails)?.Tools ?? []];
    }
}
