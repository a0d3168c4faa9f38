namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>The tooltip of the badge that marks a resumed call.</summary>
internal static class ResumedDescription
{
    public const string Title = "The stream was interrupted at the provider. Another attempt resumed it in the same response.";
}
