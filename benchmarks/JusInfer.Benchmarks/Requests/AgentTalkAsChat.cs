using System.Text;
using System.Text.Json.Nodes;

namespace JusInfer.Benchmarks.Requests;

/// <summary>A talk as a Chat Completions request.</summary>
internal static class AgentTalkAsChat
{
    public static byte[] Of(AgentTalk talk)
    {
        var messages = new JsonArray(Message("system", talk.System), Message("user", AgentTalk.Question));
        foreach (var turn in talk.Turns)
        {
            var call = new JsonObject { ["id"] = turn.CallId, ["type"] = "function", ["function"] = new JsonObject { ["name"] = "tool_0", ["arguments"] = AgentTalk.Turn.Arguments } };
            if (talk.Tools.Count == 0)
            {
                messages.Add(Message("assistant", turn.Thought));
                messages.Add(Message("user", turn.Result));
                continue;
            }

            messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = turn.Thought, ["tool_calls"] = new JsonArray(call) });
            messages.Add(new JsonObject { ["role"] = "tool", ["tool_call_id"] = turn.CallId, ["content"] = turn.Result });
        }

        var body = new JsonObject { ["model"] = "jusInfer-auto", ["messages"] = messages };
        if (talk.Tools.Count > 0) body["tools"] = new JsonArray([.. talk.Tools.Select(Tool)]);
        body["stream"] = true;
        body["stream_options"] = new JsonObject { ["include_usage"] = true };
        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }

    private static JsonObject Message(string role, string text) => new() { ["role"] = role, ["content"] = text };

    private static JsonObject Tool(AgentTalk.Tool tool) => new()
    {
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = tool.Name, ["description"] = tool.Description, ["strict"] = false, ["parameters"] = JsonNode.Parse(AgentTalk.Tool.Schema) },
    };
}
