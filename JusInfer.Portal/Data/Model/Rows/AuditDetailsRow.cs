namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>The names and addresses of an entry of the audit log, which can be deleted.</summary>
internal sealed class AuditDetailsRow
{
    public required TeamId TeamId { get; init; }

    /// <summary>The number of the entry.</summary>
    public required long Number { get; init; }

    public required byte[] Salt { get; init; }

    public required string Text { get; init; }

    /// <summary>The account that acted. The details are deleted with it.</summary>
    public required UserId? Actor { get; init; }

    /// <summary>The account that the names belong to. The details are deleted with it.</summary>
    public required UserId? Person { get; init; }
}
