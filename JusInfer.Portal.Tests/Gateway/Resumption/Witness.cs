using System.Text.Json;
using JusInfer.Portal.Tests.Gateway.Conformance;
using JusInfer.Portal.Tests.Gateway.Conformance.Speakers;
using JusInfer.Portal.Tests.TestKit.Clients;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>A client's side of a stream that was gone on with: says whether there was anything to notice.</summary>
internal static class Witness
{
    /// <summary>The stream is one stream, and says what the uncut one said.</summary>
    public static void ShouldSayTheSame(this GatewayAnswer answer, ISpeaker door, Said uncut)
    {
        answer.ShouldBe(200);
        answer.ShouldBeOneStream(door);
        var heard = door.Hear(answer, streamed: true);
        heard.Error.ShouldBeNull();
        heard.IsWhole.ShouldBeTrue("There is no terminal marker.");
        heard.Text.ShouldBe(uncut.Text);
        heard.Calls.ShouldBe(uncut.Calls);
        heard.Finish.ShouldBe(uncut.Finish);
        heard.Output.ShouldBeGreaterThan(0, "Nothing is counted.");
        (uncut.Thought ?? "").ShouldStartWith(heard.Thought ?? "", Case.Sensitive, "Another's reasoning was passed on.");
    }

    /// <summary>The stream ends in its dialect's error, with no marker of an end, and all that it said is the beginning of what the uncut one said.</summary>
    public static void ShouldBreakOff(this GatewayAnswer answer, ISpeaker door, Said uncut)
    {
        answer.ShouldBe(200);
        var heard = door.Hear(answer, streamed: true);
        heard.Error.ShouldNotBeNull($"It ended as if it were whole.\n{answer.Body}");
        heard.IsWhole.ShouldBeFalse();
        uncut.Text.ShouldStartWith(heard.Text, Case.Sensitive, "Text was invented.");
        heard.Calls.ShouldBeEmpty();
        Marks(answer, door).ShouldBe(0);
    }

    /// <summary>One identity, one terminal marker, one count of tokens, and the order that the dialect promises.</summary>
    private static void ShouldBeOneStream(this GatewayAnswer answer, ISpeaker door)
    {
        Marks(answer, door).ShouldBe(1, "Terminal markers");
        var events = Json.Events(answer.Body).ToList();
        switch (door.Dialect)
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
            default:
                ShouldBeOneResponse(events);
                break;
        }
    }

    private static int Marks(GatewayAnswer answer, ISpeaker door) => door.Dialect switch
    {
        "openai-chat" => answer.Body.Split("data: [DONE]\n\n").Length - 1,
        "anthropic-messages" => Json.Events(answer.Body).Count(static one => one.Text("type") == "message_stop"),
        _ => Json.Events(answer.Body).Count(static one => one.Text("type") is "response.completed" or "response.incomplete"),
    };

    /// <summary>Every item is added, told and done in its place; what is done is what was told; the last event holds what was done.</summary>
    private static void ShouldBeOneResponse(List<JsonElement> events)
    {
        events.Select(static one => one.Of("response")?.Text("id")).Where(static id => id is not null).Distinct().Count().ShouldBe(1, "Ids");
        events.Select(static one => one.Of("response")?.Text("model")).Where(static model => model is not null).Distinct().Count().ShouldBe(1, "Models");
        List<JsonElement> done = [];
        string? open = null;
        var told = "";
        foreach (var one in events)
        {
            var type = one.Text("type")!;
            if (one.Text("item_id") is { } about) about.ShouldBe(open, $"{type} tells of another item than the open one.");
            if (one.Of("output_index") is { } index) index.GetInt32().ShouldBe(done.Count, $"{type} has another index.");
            switch (type)
            {
                case "response.output_item.added":
                    open.ShouldBeNull("An item is added in another one.");
                    open = one.GetProperty("item").Text("id");
                    told = "";
                    break;
                case "response.output_item.done":
                    one.GetProperty("item").Text("id").ShouldBe(open);
                    done.Add(one.GetProperty("item"));
                    open = null;
                    break;
                case "response.output_text.delta" or "response.function_call_arguments.delta":
                    told += one.Text("delta");
                    break;
                case "response.output_text.done":
                    one.Text("text").ShouldBe(told);
                    break;
                case "response.function_call_arguments.done":
                    one.Text("arguments").ShouldBe(told);
                    break;
            }
        }

        open.ShouldBeNull("An item was never done.");
        events[^1].GetProperty("response").Items("output").Select(static item => Json.Compact(item)).ShouldBe(done.Select(static item => Json.Compact(item)));
    }
}
