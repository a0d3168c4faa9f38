using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;

/// <summary>
/// Checks that function and custom tool calls match their outputs, including those of stored items: each output belongs to an earlier call,
/// and each call has an output. Providers reject a mismatch with various messages.
/// </summary>
internal sealed class ResponsesToolCallValidator
{
    /// <summary>Stands for the index of an item that is not in the input.</summary>
    private const int Stored = -1;

    private readonly HashSet<int> known = [];

    /// <summary>The calls without an output so far: the hash of the id, and the index of the item in the input.</summary>
    private readonly Dictionary<int, int> unanswered = [];

    /// <exception cref="RequestFault">A call has no output, or an output no call.</exception>
    public static void Check(ResponsesRequest request)
    {
        if (!request.Ranges.Compactions.IsEmpty || (request.Ranges.Calls is null && request.Recalled is null)) return;
        var pairing = new ResponsesToolCallValidator();
        if (request.Recalled is { } recalled)
        {
            if (!pairing.AddStored(recalled.Before)) return;
            foreach (var item in recalled.Referenced) pairing.AddStored(item);
        }

        foreach (var site in request.Ranges.Calls?.All ?? []) pairing.Add(site, site.Number);
        if (pairing.unanswered.Count == 0) return;
        var path = PathOf(pairing.unanswered.Values.Min());
        throw new RequestFault($"The call at '{path}' has no output. Send an item of type function_call_output with its call_id.", path);
    }

    /// <returns>False if a compaction replaces some of the items.</returns>
    private bool AddStored(ReadOnlyMemory<byte> items)
    {
        byte[] list = [(byte)'[', .. items.Span, (byte)']'];
        var json = new JsonCursor(list);
        json.Read();
        var input = new ResponsesInputReader();
        input.Read(ref json);
        foreach (var site in input.Calls?.All ?? []) Add(site, Stored);
        return input.Compactions.IsEmpty;
    }

    private void Add(ToolCallIdSite site, int number)
    {
        if (!site.IsResult)
        {
            known.Add(site.Hash);
            unanswered.TryAdd(site.Hash, number);
        }
        else if (!known.Contains(site.Hash))
        {
            var path = PathOf(number);
            throw new RequestFault($"The output at '{path}' belongs to a call that no earlier item contains. Send the call too.", path);
        }
        else
        {
            unanswered.Remove(site.Hash);
        }
    }

    private static string PathOf(int number) => number == Stored ? "previous_response_id" : $"input[{number}].call_id";
}
