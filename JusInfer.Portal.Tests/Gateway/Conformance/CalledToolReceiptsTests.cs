using System.Text;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Conformance;

/// <summary>The receipt of a call names the tools that its answer calls, for every pair of dialects.</summary>
public sealed class CalledToolReceiptsTests(DialectHost host) : IClassFixture<DialectHost>
{
    private static readonly ToolUse Reads = new("toolu_01read", "read_file", """{"path":"the secret plan.txt"}""");
    private static readonly ModelAnswer Answer = new()
    {
        Text = "I will look. ",
        Calls = [Reads, new ToolUse("toolu_02list", "list_files", "{}"), Reads with { Id = "toolu_03read" }],
        FinishReason = "tool_calls",
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tools_are_counted_by_name_in_the_order_of_their_first_call(bool streamed)
    {
        foreach (var client in DialectHost.ClientDialects)
        {
            foreach (var upstream in DialectHost.Dialects)
            {
                host[upstream].Always(received => streamed ? Replies.Sse(upstream.WriteStream(Answer, received.Json)) : Replies.Json(upstream.WriteResponse(Answer, received.Json)));

                var answer = await host.AskAsync(client, new ModelRequest { Tools = ["read_file", "list_files"] }, DialectHost.ModelOf(upstream), streamed);

                var receipt = await host.Team.ReceiptAsync(answer.RequestId);
                receipt.GetProperty("tools_called").EnumerateArray().Select(static tool => (tool.GetProperty("name").GetString(), tool.GetProperty("calls").GetInt32()))
                    .ShouldBe([("read_file", 2), ("list_files", 1)], $"{client.Name} to {upstream.Name}");
                receipt.ToString().ShouldNotContain("secret plan");
                receipt.GetProperty("finish_reason").GetString().ShouldBe("tool_calls", $"{client.Name} to {upstream.Name}");
                receipt.GetProperty("response_bytes").GetInt32()
                    .ShouldBe(Encoding.UTF8.GetByteCount(answer.Body), $"{client.Name} to {upstream.Name}");
            }
        }
    }

    [Fact]
    public async Task The_tool_by_which_the_gateway_gets_JSON_is_none_of_the_client()
    {
        var upstream = DialectHost.Dialects[0];
        var json = new ModelAnswer { Calls = [new ToolUse("call_1", "jusinfer_answer", """{"a":1}""")], FinishReason = "tool_calls" };
        host[upstream].Always(received => Replies.Json(upstream.WriteResponse(json, received.Json)));

        var answer = await host.Caller.PostAsync(Caller.Completions, $$$$"""
            {"response_format":{"type":"json_schema","json_schema":{"name":"a","strict":true,"schema":{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"],"additionalProperties":false}}},
             "model":"{{{{DialectHost.ModelWithoutJson(upstream)}}}}","messages":[{"role":"user","content":"x"}]}
            """);

        answer.Json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString().ShouldBe("""{"a":1}""");
        var receipt = await host.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("tools_called").GetArrayLength().ShouldBe(0);
        receipt.GetProperty("finish_reason").GetString().ShouldBe("stop");
    }
}
