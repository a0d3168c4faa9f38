using System.Text;
using System.Text.Json.Nodes;

namespace JusInfer.Benchmarks.Requests;

/// <summary>Writes a conversation as a Chat Completions request.</summary>
internal static class AgentConversationAsChat
{
    public static byte[] Of(AgentConversation conversation)
    {
        var messages = new JsonArray(Message("system", conversation.System), Message("user", AgentConversation.Question));
        foreach (var turn in conversation.Turns)
        {
            var call = new JsonObject { ["id"] = turn.CallId, ["type"] = "function", ["function"] = new JsonObject { ["name"] = "tool_0", ["arguments"] = AgentConversation.Turn.Arguments } };
            if (conversation.Tools.Count == 0)
            {
                messages.Add(Message("assistant", turn.Reasoning));
                messages.Add(Message("user", turn.Result));
                continue;
            }

            messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = turn.Reasoning, ["tool_calls"] = new JsonArray(call) });
            messages.Add(new JsonObject { ["role"] = "tool", ["tool_call_id"] = turn.CallId, ["content"] = turn.Result });
        }

        var body = new JsonObject { ["model"] = "jusInfer-auto", ["messages"] = messages };
        if (conversation.Tools.Count > 0) body["tools"] = new JsonArray([.. conversation.Tools.Select(Tool)]);
        body["stream"] = true;
        body["stream_options"] = new JsonObject { ["include_usage"] = true };
        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }

    private static JsonObject Message(string role, string text) => new() { ["role"] = role, ["content"] = text };

    private static JsonObject Tool(AgentConversation.Tool tool) => new()
    {
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = tool.Name, ["description"] = tool.Description, ["strict"] = false, ["parameters"] = JsonNode.Parse(AgentConversation.Tool.Schema) },
    };
}
