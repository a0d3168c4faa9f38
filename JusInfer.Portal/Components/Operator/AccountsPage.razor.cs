namespace JusInfer.Portal.Components.Operator;

/// <summary>Help for people who cannot sign in.</summary>
public sealed partial class AccountsPage;
