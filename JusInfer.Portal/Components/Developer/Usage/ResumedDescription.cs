namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>What the badge of a resumed call means.</summary>
internal static class ResumedDescription
{
    public const string Title = "The answer broke off at its provider, and another attempt went on with it in the same stream.";
}
