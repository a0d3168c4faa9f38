using System.Collections.Immutable;
using JusInfer.Portal.Routing.Sessions;

namespace JusInfer.Portal.Gateway.Pipeline.Sessions;

/// <summary>The conversations of a session at one time.</summary>
/// <param name="Number">The number of changes so far, on all nodes.</param>
/// <param name="Escalations">How often the baseline has repeated an answer, or taken over because of one.</param>
/// <param name="Items">The conversations, the one used last first.</param>
internal readonly record struct ConversationsSnapshot(
    long Number, int Escalations, ImmutableArray<(ulong Root, PromptSession State)> Items);
