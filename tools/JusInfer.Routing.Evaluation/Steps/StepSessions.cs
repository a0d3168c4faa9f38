using System.Text;
using System.Text.Json;
using JusInfer.Portal.Routing.Steps;

namespace JusInfer.Routing.Evaluation.Steps;

/// <summary>Reads recorded sessions with the gateway's own extractor.</summary>
internal static class StepSessions
{
    public static IReadOnlyList<StepSession> Read(string folder, string name) => [.. DataFile.Rows(folder, name).Select(Read)];

    private static StepSession Read(JsonElement row)
    {
        var task = row.GetProperty("task_id").GetString()!;
        var (trail, steps, message) = (default(StepHistory), new List<StepExample>(), 0);
        var (result, turn) = (Array.Empty<byte>(), Array.Empty<byte>());
        var messages = row.GetProperty("messages").EnumerateArray().ToArray();
        foreach (var step in row.GetProperty("steps").EnumerateArray())
        {
            for (var end = step.GetProperty("msg").GetInt32(); message < end; message++) Add(ref trail, messages[message], ref result, ref turn);
            steps.Add(Example(step, in trail, result, turn, messages[message]));
        }

        return new StepSession(task, Folds.Of(task), row.GetProperty("success").ValueKind == JsonValueKind.True || row.Number("success") == 1, steps);
    }

    private static StepExample Example(JsonElement step, ref readonly StepHistory trail, byte[] result, byte[] turn, JsonElement reply)
    {
        var features = new float[StepFeatures.Count];
        StepFeatures.Write(in trail, 0, 0, features);
        ushort[] ofResult = new ushort[HashedText.MaxIndices], ofTurn = new ushort[HashedText.MaxIndices];
        ofResult = ofResult[..HashedText.VisitResult(result, ofResult)];
        ofTurn = ofTurn[..HashedText.VisitTurn(turn, ofTurn)];
        ushort[] repeated = [.. ofResult.Concat(ofTurn).Select(static word => (ushort)(word >> 1))];
        var after = trail;
        byte[] unused = [], replied = [];
        Add(ref after, reply, ref unused, ref replied);
        after.AddResult([]);
        var action = step.GetProperty("action").GetString()!;
        return new StepExample
        {
            Features = features,
            ResultWords = ofResult[..HashedText.KeepFirst(ofResult)],
            TurnWords = ofTurn[..HashedText.KeepFirst(ofTurn)],
            RepeatedWords = repeated,
            Recorded = action,
            Classified = after.Action(0),
            ChangesFiles = action is "edit" or "write_script",
            EndsWithResult = trail.EndsWithResult,
            PromptTokens = (long)(step.Number("prompt_tokens") ?? 0),
            OutputTokens = (long)(step.Number("completion_tokens") ?? 0),
            At = DateTimeOffset.FromUnixTimeSeconds((long)(step.Number("t") ?? 0)),
        };
    }

    private static void Add(ref StepHistory trail, JsonElement message, ref byte[] result, ref byte[] turn)
    {
        var text = Encoding.UTF8.GetBytes(message.Text("content") ?? string.Empty);
        switch (message.GetProperty("role").GetString())
        {
            case "assistant":
                trail.AddTurn(text);
                turn = text;
                if (!message.TryGetProperty("tool_calls", out var calls) || calls.ValueKind != JsonValueKind.Array) return;
                foreach (var call in calls.EnumerateArray().Select(call => call.GetProperty("function")))
                {
                    var arguments = Encoding.UTF8.GetBytes(call.Text("arguments") ?? call.GetProperty("arguments").GetRawText());
                    trail.AddCall(Encoding.UTF8.GetBytes(call.GetProperty("name").GetString()!), arguments);
                    turn = [.. turn, .. arguments];
                }

                return;
            case "tool":
                trail.AddResult(text);
                result = text;
                return;
            default:
                trail.AddUser(text);
                result = text;
                return;
        }
    }
}
