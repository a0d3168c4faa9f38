using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Passthrough;

/// <summary>The thinking blocks of a request that its target accepts, and those to remove: foreign ones and those of another provider.</summary>
internal readonly struct AcceptedThinking
{
    private static readonly byte[] Placeholder = "{\"type\":\"text\",\"text\":\"…\"}"u8.ToArray();

    private readonly List<ThinkingBlock>? removed;

    /// <param name="body">The body of the request.</param>
    /// <param name="layout">Its layout.</param>
    /// <param name="signatures">Selects the signatures that the target receives; null for all of Anthropic's.</param>
    public AcceptedThinking(ReadOnlySpan<byte> body, MessagesLayout layout, SignatureFilter? signatures)
    {
        foreach (var block in layout.ThinkingBlocks)
        {
            if (block.IsForeign || signatures?.Accepts(body[block.Signature!.Value][1..^1]) is false) (removed ??= []).Add(block);
            else IsInLastAssistantMessage |= block.Message == layout.LastAssistantMessage;
        }
    }

    public bool HasRemovals => removed is not null;

    /// <summary>The last message of the assistant contains thinking that the target accepts.</summary>
    public bool IsInLastAssistantMessage { get; }

    /// <summary>Removes the other blocks. A message that would be empty gets a placeholder, because Anthropic rejects empty messages.</summary>
    /// <param name="patch">The patch of the body.</param>
    /// <param name="cuts">Receives the ranges of blocks to remove.</param>
    public void RemoveOthers(BodyPatch patch, List<Range> cuts)
    {
        if (removed is null) return;
        for (var i = 0; i < removed.Count; i++)
        {
            var block = removed[i];
            var leavesMessageEmpty = (i + 1 == removed.Count || removed[i + 1].Message != block.Message)
                && removed.Count(other => other.Message == block.Message) == block.MessageBlocks;
            if (leavesMessageEmpty) patch.Replace(block.Block, Placeholder);
            else cuts.Add(block.Block);
        }
    }
}
