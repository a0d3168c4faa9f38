using System.Text.Json;
using JusInfer.Portal.Tests.Gateway.Conformance;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using JusInfer.Portal.Tests.TestKit.Clients;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>Assertions about a resumed stream from the client's point of view.</summary>
internal static class StreamAssertions
{
    /// <summary>The stream is a single valid stream with the content of the uninterrupted one.</summary>
    public static void ShouldEqualUninterrupted(this GatewayAnswer answer, ITestClientDialect client, ModelAnswer uninterrupted)
    {
        answer.ShouldBe(200);
        answer.ShouldBeOneStream(client);
        var read = client.ReadResponse(answer, streamed: true);
        read.Error.ShouldBeNull();
        read.IsComplete.ShouldBeTrue("The terminal marker is missing.");
        read.Text.ShouldBe(uninterrupted.Text);
        read.Calls.ShouldBe(uninterrupted.Calls);
        read.FinishReason.ShouldBe(uninterrupted.FinishReason);
        read.OutputTokens.ShouldBeGreaterThan(0, "Output tokens are not reported.");
        (uninterrupted.Reasoning ?? "").ShouldStartWith(read.Reasoning ?? "", Case.Sensitive, "Reasoning of another model was delivered.");
    }

    /// <summary>The stream ends with the dialect's error event, without a terminal marker, and its text is a prefix of the uninterrupted text.</summary>
    public static void ShouldEndWithError(this GatewayAnswer answer, ITestClientDialect client, ModelAnswer uninterrupted)
    {
        answer.ShouldBe(200);
        var read = client.ReadResponse(answer, streamed: true);
        read.Error.ShouldNotBeNull($"The stream ended without an error.\n{answer.Body}");
        read.IsComplete.ShouldBeFalse();
        uninterrupted.Text.ShouldStartWith(read.Text, Case.Sensitive, "The text is not a prefix of the uninterrupted text.");
        read.Calls.ShouldBeEmpty();
        CountTerminalMarkers(answer, client).ShouldBe(0);
    }

    /// <summary>The stream has one id, one terminal marker and one usage report, and its events are in the dialect's order.</summary>
    private static void ShouldBeOneStream(this GatewayAnswer answer, ITestClientDialect client)
    {
        CountTerminalMarkers(answer, client).ShouldBe(1, "Terminal markers");
        var events = Json.Events(answer.Body).ToList();
        switch (client.Name)
        {
            case "openai-chat":
                StrictChatClient.Read(answer.Body).ShouldContain("usage ");
                events.Select(static chunk => chunk.Text("model")).Distinct().Count().ShouldBe(1, "Models");
                events.Count(static chunk => chunk.Items("choices").Any(static choice => choice.Of("delta")?.Text("role") is not null)).ShouldBe(1, "Roles");
                break;
            case "anthropic-messages":
                events.Count(static one => one.Text("type") == "message_start").ShouldBe(1, "message_start");
                events.Count(static one => one.Text("type") == "message_delta" && one.Of("usage") is not null).ShouldBe(1, "Usage");
                events[^1].Text("type").ShouldBe("message_stop");
                break;
            case "ollama":
                answer.Body.TrimEnd('\n').Split('\n').Select(static line => JsonElement.Parse(line).Text("model")).Where(static model => model is not "").Distinct().Count().ShouldBe(1, "Models");
                break;
            case "gemini":
                events.Select(static one => one.Text("responseId")).Distinct().ShouldHaveSingleItem().ShouldNotBeNull();
                events.Select(static one => one.Text("modelVersion")).Distinct().Count().ShouldBe(1, "Models");
                events.Count(static one => one.Of("usageMetadata") is not null).ShouldBe(1, "Usage");
                break;
            default:
                ShouldBeOneResponse(events);
                break;
        }
    }

    private static int CountTerminalMarkers(GatewayAnswer answer, ITestClientDialect client) => client.Name switch
    {
        "openai-chat" => answer.Body.Split("data: [DONE]\n\n").Length - 1,
        "anthropic-messages" => Json.Events(answer.Body).Count(static one => one.Text("type") == "message_stop"),
        "ollama" => answer.Body.Split("\"done\":true").Length - 1,
        "gemini" => answer.Body.Split("\"finishReason\":").Length - 1,
        _ => Json.Events(answer.Body).Count(static one => one.Text("type") is "response.completed" or "response.incomplete"),
    };

    /// <summary>
    /// Items are added, streamed and completed one after another, completed items equal their deltas, and the last event contains all items.
    /// </summary>
    private static void ShouldBeOneResponse(List<JsonElement> events)
    {
        events.Select(static one => one.Of("response")?.Text("id")).Where(static id => id is not null).Distinct().Count().ShouldBe(1, "Ids");
        events.Select(static one => one.Of("response")?.Text("model")).Where(static model => model is not null).Distinct().Count().ShouldBe(1, "Models");
        List<JsonElement> done = [];
        string? open = null;
        var streamed = "";
        foreach (var one in events)
        {
            var type = one.Text("type")!;
            if (one.Text("item_id") is { } about) about.ShouldBe(open, $"{type} refers to an item other than the open one.");
            if (one.Of("output_index") is { } index) index.GetInt32().ShouldBe(done.Count, $"{type} has another index.");
            switch (type)
            {
                case "response.output_item.added":
                    open.ShouldBeNull("An item is added before the previous one is done.");
                    open = one.GetProperty("item").Text("id");
                    streamed = "";
                    break;
                case "response.output_item.done":
                    one.GetProperty("item").Text("id").ShouldBe(open);
                    done.Add(one.GetProperty("item"));
                    open = null;
                    break;
                case "response.output_text.delta" or "response.function_call_arguments.delta":
                    streamed += one.Text("delta");
                    break;
                case "response.output_text.done":
                    one.Text("text").ShouldBe(streamed);
                    break;
                case "response.function_call_arguments.done":
                    one.Text("arguments").ShouldBe(streamed);
                    break;
            }
        }

        open.ShouldBeNull("An item was never done.");
        events[^1].GetProperty("response").Items("output").Select(static item => Json.Compact(item)).ShouldBe(done.Select(static item => Json.Compact(item)));
    }
}
