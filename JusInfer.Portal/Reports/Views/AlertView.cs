using JusInfer.Portal.Notifications.Alerts;

namespace JusInfer.Portal.Reports.Views;

/// <summary>An alert. Webhooks have the same fields in <c>data</c>.</summary>
internal sealed record AlertView
{
    public required string Id { get; init; }

    public required DateTime At { get; init; }

    /// <summary>
    /// What raised it: <c>budget_threshold</c>, <c>budget_forecast</c>, <c>wallet_low</c>, <c>spend_rate</c>, <c>error_streak</c>, <c>key_expiring</c>,
    /// <c>paused</c>, <c>provider_down</c>, <c>webhook_disabled</c> or <c>key_reported</c>.
    /// </summary>
    public required string Rule { get; init; }

    /// <summary>The id or name of what the alert is about.</summary>
    public required string Subject { get; init; }

    /// <summary>What happened, with the numbers.</summary>
    public required string Message { get; init; }

    /// <summary>What to do.</summary>
    public required string Advice { get; init; }

    /// <summary>The path of the portal's page about it.</summary>
    public required string Path { get; init; }

    /// <summary>The member whose cap or key it is about; null for alerts of the team.</summary>
    public required string? MemberId { get; init; }

    public static AlertView From(Alert alert) => new()
    {
        Id = alert.Id.ToString(),
        At = alert.At.UtcDateTime,
        Rule = EnumFormat.Format(alert.Rule),
        Subject = alert.Subject,
        Message = alert.Message,
        Advice = AlertDescriptions.AdviceOf(alert.Rule),
        Path = AlertDescriptions.PathOf(alert),
        MemberId = alert.MemberId?.ToString(),
    };
}

/// <summary>A page of alerts.</summary>
/// <param name="Data">The alerts, newest first.</param>
/// <param name="Next">The value of <c>after</c> for the next page; null on the last one.</param>
internal sealed record AlertPageView(IReadOnlyList<AlertView> Data, string? Next);
