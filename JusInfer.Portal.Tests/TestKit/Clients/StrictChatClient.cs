using System.Text;
using System.Text.Json;

namespace JusInfer.Portal.Tests.TestKit.Clients;

/// <summary>
/// Reads a chat completion stream with the combined strictness of the coding agents (goose, OpenCode, Cline, Continue, pi). Input that
/// would break one of them fails the test.
/// </summary>
internal static class StrictChatClient
{
    /// <summary>What the client has read: one line per choice and part, then the usage.</summary>
    public static string Read(string body)
    {
        body.ShouldEndWith("\n\n");
        List<JsonElement> chunks = [];
        var isDone = false;
        foreach (var text in body[..^2].Split("\n\n").Where(static text => !text.StartsWith(':')))
        {
            isDone.ShouldBeFalse("An event follows [DONE].");
            text.ShouldStartWith("data: ");
            text.ShouldNotContain('\n');
            var data = text["data: ".Length..];
            isDone = data == "[DONE]";
            if (!isDone) chunks.Add(JsonElement.Parse(data));
        }

        isDone.ShouldBeTrue("[DONE] is missing.");
        return Read(chunks);
    }

    private static string Read(List<JsonElement> chunks)
    {
        var choices = new SortedDictionary<int, Choice>();
        var usage = "";
        foreach (var chunk in chunks)
        {
            chunk.TryGetProperty("error", out _).ShouldBeFalse("A chunk has an error key.");
            chunk.GetProperty("id").GetString().ShouldBe(chunks[0].GetProperty("id").GetString());
            chunk.GetProperty("id").GetString().ShouldNotBeNullOrEmpty();
            chunk.GetProperty("object").GetString().ShouldBe("chat.completion.chunk");
            chunk.GetProperty("created").GetRawText().ShouldAllBe(static digit => char.IsAsciiDigit(digit));
            chunk.GetProperty("model").ValueKind.ShouldBe(JsonValueKind.String);
            usage.ShouldBeEmpty("A chunk follows the usage.");
            if (chunk.TryGetProperty("usage", out var counted))
            {
                chunk.GetProperty("choices").GetArrayLength().ShouldBe(0);
                usage = $"usage {counted.GetProperty("prompt_tokens").GetInt32()} {counted.GetProperty("completion_tokens").GetInt32()}";
                continue;
            }

            chunk.GetProperty("choices").GetArrayLength().ShouldBeGreaterThan(0, "A chunk has no choices.");
            foreach (var choiceJson in chunk.GetProperty("choices").EnumerateArray())
            {
                var index = choiceJson.GetProperty("index").GetInt32();
                if (!choices.TryGetValue(index, out var choice)) choices[index] = choice = new Choice();
                choice.Take(choiceJson);
            }
        }

        return string.Join('\n', choices.Values.Select(static choice => choice.ToString()).Append(usage)).TrimEnd('\n');
    }

    private sealed class Choice
    {
        private readonly StringBuilder reasoning = new();
        private readonly StringBuilder text = new();
        private readonly List<(string Id, string Name, StringBuilder Arguments)> calls = [];
        private string? finish;
        private bool hasBegun;

        public void Take(JsonElement json)
        {
            var delta = json.GetProperty("delta");
            delta.ValueKind.ShouldBe(JsonValueKind.Object);
            if (!hasBegun) delta.TryGetProperty("role", out _).ShouldBeTrue("A choice begins without a role.");
            hasBegun = true;
            if (delta.TryGetProperty("content", out var content))
            {
                content.ValueKind.ShouldBeOneOf(JsonValueKind.String, JsonValueKind.Null);
                text.Append(content.GetString());
            }

            if (delta.TryGetProperty("reasoning_content", out var reasoningText) || delta.TryGetProperty("reasoning", out reasoningText)) reasoning.Append(reasoningText.GetString());
            delta.TryGetProperty("function_call", out var legacyCall).ShouldBe(legacyCall.ValueKind == JsonValueKind.Null, "A legacy function call.");
            if (delta.TryGetProperty("tool_calls", out var callDeltas) && callDeltas.ValueKind == JsonValueKind.Array)
            {
                finish.ShouldBeNull("A call after the finish.");
                foreach (var callDelta in callDeltas.EnumerateArray()) Call(callDelta);
            }

            if (json.TryGetProperty("finish_reason", out var reason) && reason.ValueKind != JsonValueKind.Null)
            {
                finish.ShouldBeNull("Two finish reasons.");
                finish = reason.GetString();
                finish.ShouldBeOneOf("stop", "length", "tool_calls", "content_filter");
            }
        }

        public override string ToString()
        {
            List<string> lines = [];
            if (reasoning.Length > 0) lines.Add($"reasoning {reasoning}");
            if (text.Length > 0) lines.Add($"text {text}");
            foreach (var (id, name, arguments) in calls)
            {
                JsonElement.Parse(arguments.ToString()).ValueKind.ShouldBe(JsonValueKind.Object, "The arguments are not an object.");
                lines.Add($"call {(IsGenerated(id) ? "made-up" : id)} {name} {arguments}");
            }

            calls.Select(static call => call.Id).ShouldBeUnique();
            lines.Add($"finish {finish.ShouldNotBeNull("There is no finish reason.")}");
            return string.Join('\n', lines);
        }

        private void Call(JsonElement delta)
        {
            var index = delta.GetProperty("index").GetInt32();
            var function = delta.GetProperty("function");
            if (index == calls.Count)
            {
                var id = delta.GetProperty("id").GetString();
                var name = function.GetProperty("name").GetString();
                id.ShouldNotBeNullOrEmpty();
                name.ShouldNotBeNullOrEmpty();
                delta.GetProperty("type").GetString().ShouldBe("function");
                calls.Add((id, name, new StringBuilder()));
            }
            else
            {
                index.ShouldBeLessThan(calls.Count, "The index of a call is skipped.");
                delta.TryGetProperty("id", out _).ShouldBeFalse("An id is repeated.");
                function.TryGetProperty("name", out _).ShouldBeFalse("A name is repeated.");
            }

            function.GetProperty("arguments").ValueKind.ShouldBe(JsonValueKind.String);
            calls[index].Arguments.Append(function.GetProperty("arguments").GetString());
        }

        /// <summary>Whether the gateway created the id: the request's 32 hexadecimal digits and the call's number.</summary>
        private static bool IsGenerated(string id) => id.Length is > 37 and <= 40 && id.StartsWith("call_", StringComparison.Ordinal) && id[5..37].All(char.IsAsciiHexDigitLower);
    }
}
