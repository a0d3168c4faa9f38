using JusInfer.Portal.Tests.Gateway.Rules;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Upstreams;

/// <summary>A failure that has the status of a success, or of an invalid request: it is tried again in every dialect.</summary>
[Trait("Promise", "P-24")]
public sealed class FailureInSuccessTests(RuleHost host) : IClassFixture<RuleHost>
{
    private const string Overloaded =
        """
        {"error":{"message":"Upstream error from Nvidia: ResourceExhausted: Worker local total request limit reached (1)","code":502}}
        """;

    public static TheoryData<string, int, string> Bodies() => new()
    {
        { "azrtydxb/Fastllm-proxy#28", 200, Overloaded },
        { "theopenco/llmgateway#3904", 200, "null" },
        { "theopenco/llmgateway#3904, a list", 200, "[]" },
        { "Wei-Shaw/sub2api#3283", 200, "Service busy" },
        { "decolua/9router#3051", 200, "" },
        {
            "cloudflare/ai#436", 400,
            """{"success":false,"result":[],"messages":[],"error":[{"code":2005,"message":"Failed to get response from provider"}]}"""
        },
        { "vava-nessa/free-coding-models#148", 529, "{}" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task It_is_tried_again(string thread, int status, string body)
    {
        foreach (var upstream in (string[])["chat", "messages", "responses"])
        {
            foreach (var client in (string[])["chat", "messages", "responses"])
            {
                host.ResetHealth(upstream);
                host[upstream].Script(Replies.Json(body, status), Good(upstream));

                var (answer, _) = await host.SendAsync(client, upstream, FieldsOf(client, streamed: client != "chat"));

                answer.Body.ShouldContain("recovered", customMessage: $"{thread} {client} {upstream}");
                host[upstream].Requests.Count.ShouldBe(2);
            }
        }
    }

    public static TheoryData<string, string, string> Streams() => new()
    {
        {
            "agentscope-ai/QwenPaw#6708", "chat",
            ChatSse.Event("""{"error":{"message":"Streaming response failed: [503] The request queue is full.","type":"upstream_error"}}""")
        },
        { "Wei-Shaw/sub2api#5567", "messages", MessagesWire.Start + MessagesWire.Error() },
        {
            "lsdefine/GenericAgent#753", "responses",
            ResponsesWire.Numbered(ResponsesWire.Created + ResponsesWire.Event(
                "response.failed",
                ",\"response\":" + ResponsesWire.Response("", "failed", usage: "null").Replace(
                    "\"error\":null",
                    "\"error\":{\"code\":\"server_is_overloaded\",\"message\":\"Our servers are currently overloaded.\"}")))
        },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task A_stream_that_begins_with_an_overload_is_tried_again(string thread, string upstream, string events)
    {
        foreach (var client in (string[])["chat", "messages", "responses"])
        {
            foreach (var streamed in (bool[])[false, true])
            {
                host.ResetHealth(upstream);
                host[upstream].Script(Replies.Sse(events), Good(upstream));

                var (answer, _) = await host.SendAsync(client, upstream, FieldsOf(client, streamed));

                answer.Body.ShouldContain("recovered", customMessage: $"{thread} {client} {streamed}");
                host[upstream].Requests.Count.ShouldBe(2);
            }
        }
    }

    /// <summary>
    /// router-for-me/CLIProxyAPI#5028, ltmoerdani/opencode-copilot-chat#170: the last event ends the answer, whether or not the connection
    /// stays open, and without a marker that the dialect does not have.
    /// </summary>
    [Theory]
    [InlineData("chat")]
    [InlineData("messages")]
    [InlineData("responses")]
    public async Task The_last_event_of_a_stream_ends_the_answer_while_the_connection_stays_open(string upstream)
    {
        var events = upstream switch
        {
            "chat" => ChatSse.Stream("recovered"),
            "messages" => MessagesWire.TextStream("recovered"),
            _ => ResponsesWire.Stream("recovered"),
        };
        foreach (var client in (string[])["chat", "messages", "responses"])
        {
            host[upstream].Script(Replies.Stream(Then.Send(events), Then.Stall));

            var (answer, _) = await host.SendAsync(client, upstream, FieldsOf(client, streamed: true));

            answer.Body.ShouldContain("recovered");
        }
    }

    private static Reply Good(string upstream) => Replies.Json(upstream switch
    {
        "chat" => ChatSse.Completion("recovered"),
        "messages" => MessagesWire.TextMessage("recovered"),
        _ => ResponsesWire.Whole("recovered"),
    });

    private static string FieldsOf(string client, bool streamed) =>
        (client switch
        {
            "chat" => "\"messages\":[{\"role\":\"user\",\"content\":\"u\"}]",
            "messages" => "\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"u\"}]",
            _ => "\"input\":\"u\"",
        }) + (streamed ? ",\"stream\":true" : "");
}
