using System.Globalization;
using JusInfer.Portal.Audit;

namespace JusInfer.Portal.Reports.Views;

/// <summary>A change or sign-in.</summary>
internal sealed record AuditEntryView
{
    /// <summary>The number of the entry: 1 for the first of the team.</summary>
    public required string Id { get; init; }

    public required DateTime At { get; init; }

    /// <summary>What happened, for example <c>key.revoked</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The account that acted; null for JusInfer itself.</summary>
    public required string? ActorId { get; init; }

    /// <summary>The account's e-mail address; null if it was deleted or never belonged to the team.</summary>
    public required string? Actor { get; init; }

    /// <summary>The session with which the account acted.</summary>
    public required string? SessionId { get; init; }

    /// <summary>The id of what changed.</summary>
    public required string Subject { get; init; }

    /// <summary>The current name of a member or key.</summary>
    public required string? SubjectName { get; init; }

    public required IReadOnlyList<AuditChangeView> Changes { get; init; }

    /// <summary>The IP address of the client.</summary>
    public required string? Address { get; init; }

    /// <summary>The client's <c>User-Agent</c>.</summary>
    public required string? Device { get; init; }

    /// <summary>Whether names and addresses of the entry were deleted with an account.</summary>
    public required bool Erased { get; init; }

    /// <summary>The hash of the entry before.</summary>
    public required string Previous { get; init; }

    public required string Hash { get; init; }

    public static AuditEntryView From(AuditLine line) => new()
    {
        Id = line.Entry.Number.ToString(CultureInfo.InvariantCulture),
        At = line.Entry.At.UtcDateTime,
        Action = line.Entry.Action,
        ActorId = line.Entry.Actor?.ToString(),
        Actor = line.ActorName,
        SessionId = line.Entry.Session?.ToString(),
        Subject = line.Entry.Subject,
        SubjectName = line.SubjectName,
        Changes = [.. line.Changes.Select(static change => new AuditChangeView(change.Field, change.Before, change.After))],
        Address = line.Address,
        Device = line.Device,
        Erased = line.IsErased,
        Previous = Convert.ToHexStringLower(line.Entry.Previous),
        Hash = Convert.ToHexStringLower(line.Entry.Hash),
    };
}

/// <summary>A changed field. A field that was not set is null.</summary>
internal sealed record AuditChangeView(string Field, string? Before, string? After);

/// <summary>The last entry of the log. Keep it elsewhere to be able to find out whether the whole log was rewritten.</summary>
internal sealed record AuditHeadView(string Id, string Hash)
{
    public static AuditHeadView From(AuditHead head) => new(head.Number.ToString(CultureInfo.InvariantCulture), Convert.ToHexStringLower(head.Hash));
}

/// <summary>A page of the audit log.</summary>
/// <param name="Data">The entries, newest first.</param>
/// <param name="Next">The value of <c>after</c> for the next page; null on the last one.</param>
/// <param name="Head">The last entry of the log; null while there is none.</param>
internal sealed record AuditPageView(IReadOnlyList<AuditEntryView> Data, string? Next, AuditHeadView? Head);
