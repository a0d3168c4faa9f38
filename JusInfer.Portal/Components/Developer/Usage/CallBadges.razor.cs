namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>How a call ended, in a few words.</summary>
public sealed partial class CallBadges;
