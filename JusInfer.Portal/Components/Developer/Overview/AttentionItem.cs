namespace JusInfer.Portal.Components.Developer.Overview;

/// <summary>Something that a person should look at now.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Text">What is wrong, as a sentence with the numbers.</param>
/// <param name="Fix">What ends it.</param>
/// <param name="IsSevere">Whether calls fail or a secret is public.</param>
/// <param name="At">Since when; null if that is not known.</param>
internal sealed record AttentionItem(
    AttentionKind Kind, string Text, AttentionFix Fix, bool IsSevere = false, DateTimeOffset? At = null);

internal enum AttentionKind
{
    Limit,
    Pause,
    Key,
    Calls,
    Webhook,
    Provider,
}

/// <summary>What ends something, with one click: a link, or an action on a key.</summary>
/// <param name="Label">The text of the link or button.</param>
/// <param name="Href">The address of the link; null for a button.</param>
internal sealed record AttentionFix(string Label, string? Href = null)
{
    /// <summary>The key that a button resumes.</summary>
    public KeyId? Resume { get; init; }
}
