using JusInfer.Portal.Usage.Runs;

namespace JusInfer.Portal.Notifications.Alerts;

/// <summary>What the alerts of a rule have in common: their title, what to do, and the page to do it on.</summary>
internal static class AlertDescriptions
{
    private const string RunPrefix = "run:";
    private const string TeamPrefix = "team:";

    public static string TitleOf(AlertRule rule) => rule switch
    {
        AlertRule.BudgetThreshold => "Budget",
        AlertRule.BudgetForecast => "Forecast",
        AlertRule.WalletLow => "Wallet",
        AlertRule.SpendRate => "Unusual spend",
        AlertRule.ErrorStreak => "Failing calls",
        AlertRule.KeyExpiring => "Expiring key",
        AlertRule.Paused => "Paused",
        AlertRule.ProviderDown => "Provider down",
        AlertRule.WebhookDisabled => "Webhook disabled",
        AlertRule.KeyReported => "Leaked key",
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "Unknown rule."),
    };

    /// <summary>What to do, as a sentence.</summary>
    public static string AdviceOf(AlertRule rule) => rule switch
    {
        AlertRule.BudgetThreshold or AlertRule.BudgetForecast => "Look at what the calls cost, or change the amount.",
        AlertRule.WalletLow => "Ask the operator of this installation for credit.",
        AlertRule.SpendRate => "Look at which keys and models it comes from, and set a budget if it was not intended.",
        AlertRule.ErrorStreak => "Look at the errors of the calls.",
        AlertRule.KeyExpiring =>
            "Mint a new key, or change the expiry of this one on the Keys tab. Clients with an old secret need the new one.",
        AlertRule.Paused =>
            "Look at what it did. Resume it if that was intended; a team is resumed by an operator. Its calls are rejected until then.",
        AlertRule.ProviderDown => "Look at the last failure of each endpoint, and at the provider's status page.",
        AlertRule.WebhookDisabled => "Correct the receiver, send a test, and enable the webhook again.",
        AlertRule.KeyReported => "Mint a new key, and find out how this one became public. Look at its last calls.",
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "Unknown rule."),
    };

    /// <summary>The path of the page about the alert's subject.</summary>
    public static string PathOf(Alert alert) => alert.Rule switch
    {
        AlertRule.SpendRate => "/developer/usage?range=7d",
        AlertRule.ErrorStreak => $"/developer/usage?key={alert.Subject}&status=error",
        AlertRule.KeyExpiring or AlertRule.KeyReported => PathOfKey(alert.Subject),
        AlertRule.Paused when alert.Subject.StartsWith(RunPrefix, StringComparison.Ordinal) => $"/developer/runs/{RunPath.SegmentOf(alert.Subject[RunPrefix.Length..])}",
        AlertRule.Paused when alert.Subject.StartsWith(TeamPrefix, StringComparison.Ordinal) =>
            alert.Subject[TeamPrefix.Length..] == alert.TeamId.ToString() ? "/developer/limits" : "/operator",
        AlertRule.Paused => PathOfKey(alert.Subject[(alert.Subject.IndexOf(':') + 1)..]),
        AlertRule.ProviderDown => "/operator/providers",
        AlertRule.WebhookDisabled => "/developer/webhooks",
        AlertRule.WalletLow => "/developer/wallet",
        _ => PathOfLimit(alert.Subject),
    };

    /// <summary>The key is open beside the list.</summary>
    private static string PathOfKey(string key) => $"/developer/keys?key={key}";

    /// <summary>The budget that is the cap of a member or key has the value of that id.</summary>
    private static string PathOfLimit(string subject)
    {
        if (subject.Split(':') is not [var budget, var limited] || !BudgetId.TryParse(budget, out var id)) return "/developer/budgets";
        if (MemberId.TryParse(limited, out var member) && id.Value == member.Value) return "/developer/members";
        return KeyId.TryParse(limited, out var key) && id.Value == key.Value ? $"{PathOfKey(limited)}&tab=limits" : "/developer/budgets";
    }
}
