namespace JusInfer.Portal.Accounts;

/// <summary>Marks pages and endpoints on which secrets are entered or sessions begin: over plain HTTP they exist on this machine only, unless the operator allows more.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class NeedsHttpsAttribute : Attribute;
