namespace JusInfer.Portal.Notifications.Alerts;

/// <summary>Something that a person should know. There is one per team, rule, subject and occasion.</summary>
internal sealed record Alert
{
    public required AlertId Id { get; init; }

    public required TeamId TeamId { get; init; }

    public required AlertRule Rule { get; init; }

    /// <summary>The id or name of what the alert is about.</summary>
    public required string Subject { get; init; }

    /// <summary>What makes the alert another one than the last of the same rule and subject, such as the window of a budget and the percentage.</summary>
    public required string Occasion { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>What happened, in sentences with the numbers.</summary>
    public required string Message { get; init; }

    /// <summary>The member whose cap or key it is; null for alerts of the team.</summary>
    public MemberId? MemberId { get; init; }

    public static Alert Create(TeamId team, DateTimeOffset at, AlertRule rule, string subject, string occasion, string message, MemberId? member = null) => new()
    {
        Id = AlertId.New(at),
        TeamId = team,
        Rule = rule,
        Subject = subject,
        Occasion = occasion,
        At = at,
        Message = message,
        MemberId = member,
    };
}
