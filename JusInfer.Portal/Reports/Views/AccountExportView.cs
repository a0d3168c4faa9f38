using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Reports.Views;

/// <summary>What is stored about a person, except their calls, which the usage export has.</summary>
internal sealed record AccountExportView(
    DateTime ExportedAt, ExportedAccountView Account,
    IReadOnlyList<SignInSessionView> Sessions, IReadOnlyList<ExportedPasskeyView> Passkeys,
    IReadOnlyList<ExportedIdentityView> LinkedProviders, IReadOnlyList<ExportedTeamView> Teams);

internal sealed record ExportedAccountView(string Id, string Email, bool EmailVerified, EmailChangeView? EmailChange, bool AlertsByEmail, DateTime CreatedAt);

internal sealed record ExportedPasskeyView(string Id, string Name, DateTime CreatedAt);

/// <summary>An identity at a provider with which the person can sign in.</summary>
internal sealed record ExportedIdentityView(string Issuer, string Subject, string Name);

/// <summary>A membership and the keys that the person holds in the team, revoked ones included.</summary>
internal sealed record ExportedTeamView(string Id, string Name, Role Role, DateTime JoinedAt, IReadOnlyList<KeyView> Keys);
