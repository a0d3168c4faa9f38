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
    private readonly HashSet<int> known = [];
    private readonly List<(int Id, string Path)> unanswered = [];

    /// <exception cref="RequestFault">A call has no output, or an output no call.</exception>
    public static void Check(ResponsesRequest request)
    {
        if (request.Spans.IsCompacted || (request.Spans.Calls is null && request.Recalled is null)) return;
        var pairing = new ResponsesToolCallValidator();
        if (request.Recalled is { } recalled)
        {
            if (!pairing.AddStored(recalled.Before)) return;
            foreach (var item in recalled.Referenced) pairing.AddStored(item);
        }

        foreach (var site in request.Spans.Calls?.All ?? []) pairing.Add(site, $"input[{site.Number}].call_id");
        if (pairing.unanswered is [var (_, path), ..])
            throw new RequestFault(
                $"The call at '{path}' has no output. Send an item of type function_call_output with its call_id.", path);
    }

    /// <returns>False if a compaction replaces some of the items.</returns>
    private bool AddStored(ReadOnlyMemory<byte> items)
    {
        byte[] list = [(byte)'[', .. items.Span, (byte)']'];
        var json = new JsonCursor(list);
        json.Read();
        var input = new ResponsesInputReader();
        input.Read(ref json);
        foreach (var site in input.Calls?.All ?? []) Add(site, "previous_response_id");
        return !input.IsCompacted;
    }

    private void Add(ToolCallIdSite site, string path)
    {
        if (!site.IsResult)
        {
            known.Add(site.Hash);
            unanswered.Add((site.Hash, path));
        }
        else if (!known.Contains(site.Hash))
        {
            throw new RequestFault($"The output at '{path}' belongs to a call that no earlier item contains. Send the call too.", path);
        }
        else
        {
            unanswered.RemoveAll(call => call.Id == site.Hash);
        }
    }
}
