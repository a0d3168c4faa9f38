using JusInfer.Portal.Audit;

namespace JusInfer.Portal.Components.Developer.Audit;

/// <summary>Describes entries of the audit log for people.</summary>
internal static class AuditDescriptions
{
    public const string DownloadPath = "/developer/audit.csv";

    /// <summary>The kinds of actions that the page filters by: the prefix and its name.</summary>
    public static readonly (string Prefix, string Name)[] Kinds =
    [
        ("session.", "Sign-ins"), ("password.", "Passwords"), ("second_factor.", "Second factors"), ("account.", "Accounts"), ("team.", "Team settings"),
        ("member.", "Members"), ("invitation.", "Revoked invitations"), ("key.", "Keys"), ("budget.", "Budgets"), ("wallet.", "Wallet"), ("routing.", "Routing"),
        ("runaway.", "Runaway protection"), ("webhook.", "Webhooks"), ("operator.", "Operators"),
        ("provider.", "Providers"),
    ];

    private static readonly Dictionary<string, string> Actions = new(StringComparer.Ordinal)
    {
        [AuditActions.TeamCreated] = "Team created",
        [AuditActions.TeamChanged] = "Team settings changed",
        [AuditActions.TeamDeleted] = "Team deleted",
        [AuditActions.MemberInvited] = "Invitation created",
        [AuditActions.InvitationRevoked] = "Invitation revoked",
        [AuditActions.MemberJoined] = "Joined the team",
        [AuditActions.MemberChanged] = "Member changed",
        [AuditActions.MemberRemoved] = "Left the team or was removed",
        [AuditActions.KeyCreated] = "Key minted",
        [AuditActions.KeyChanged] = "Key changed",
        [AuditActions.KeyRevoked] = "Key revoked",
        [AuditActions.KeyRotated] = "Key rotated",
        [AuditActions.KeyReported] = "Key reported as leaked and revoked",
        [AuditActions.BudgetCreated] = "Budget created",
        [AuditActions.BudgetChanged] = "Budget changed",
        [AuditActions.BudgetDeleted] = "Budget deleted",
        [AuditActions.WalletCredited] = "Ledger entry added",
        [AuditActions.WalletChanged] = "Wallet changed",
        [AuditActions.OwnResultsReset] = "Own results of routing reset",
        [AuditActions.Paused] = "Paused by runaway protection",
        [AuditActions.Resumed] = "Resumed",
        [AuditActions.WebhookCreated] = "Webhook added",
        [AuditActions.WebhookChanged] = "Webhook changed",
        [AuditActions.WebhookDeleted] = "Webhook removed",
        [AuditActions.ProviderCredentialSet] = "Credential of a provider set",
        [AuditActions.ProviderCredentialReplaced] = "Credential of a provider replaced",
        [AuditActions.ProviderCredentialRemoved] = "Credential of a provider removed",
        [AuditActions.LocalServerAdded] = "Local server added",
        [AuditActions.LocalServerRemoved] = "Local server removed",
        [AuditActions.ProviderTurnedOff] = "Provider turned off",
        [AuditActions.ProviderTurnedOn] = "Provider turned on",
        [AuditActions.ModelChanged] = "Model changed by an operator",
        [AuditActions.SignedIn] = "Signed in",
        [AuditActions.SignedOut] = "Signed out",
        [AuditActions.SignInRejected] = "Sign-in rejected",
        [AuditActions.PasswordChanged] = "Password changed",
        [AuditActions.PasswordResetCreated] = "Password reset link created",
        [AuditActions.PasswordReset] = "Password reset",
        [AuditActions.SecondFactorEnabled] = "Second factor set up",
        [AuditActions.SecondFactorRemoved] = "Second factor removed",
        [AuditActions.RecoveryCodesReplaced] = "Recovery codes replaced",
        [AuditActions.RecoveryCodeUsed] = "Recovery code used",
        [AuditActions.PasskeyAdded] = "Passkey added",
        [AuditActions.PasskeyRemoved] = "Passkey removed",
        [AuditActions.OperatorClaimed] = "Became the operator",
        [AuditActions.EmailVerified] = "E-mail address verified",
        [AuditActions.EmailChangeRequested] = "Change of the e-mail address requested",
        [AuditActions.EmailChangeCanceled] = "Change of the e-mail address canceled",
        [AuditActions.EmailChanged] = "E-mail address changed",
        [AuditActions.IdentityLinked] = "Account of a provider linked",
        [AuditActions.IdentityUnlinked] = "Account of a provider unlinked",
        [AuditActions.AccountDeleted] = "Account deleted",
    };

    public static string Of(AuditLine line)
    {
        var action = Actions.GetValueOrDefault(line.Entry.Action, line.Entry.Action);
        return line.SubjectName is { } name && name != line.ActorName ? $"{action}: {name}" : action;
    }

    public static string Of(AuditChange change) => change switch
    {
        { Before: null, After: { } after } => $"{change.Field}: {after}",
        { Before: { } before, After: null } => $"{change.Field}: {before} → none",
        _ => $"{change.Field}: {change.Before} → {change.After}",
    };

    /// <summary>Operators act in teams of which they are no members.</summary>
    public static string ActorOf(AuditLine line) => line.Entry.Actor switch
    {
        null => line.Entry.Action == AuditActions.Paused || line.Address is null ? "JusInfer" : "Not signed in",
        var actor => line.ActorName ?? (line.IsErased ? $"Deleted account {actor}" : $"Operator {actor}"),
    };
}
