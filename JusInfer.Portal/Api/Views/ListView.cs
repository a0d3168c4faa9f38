namespace JusInfer.Portal.Api.Views;

/// <summary>All there is of something.</summary>
internal sealed record ListView<T>(IReadOnlyList<T> Data);

/// <summary>A page of something, and what to give as <c>after</c> for the one that follows; null on the last.</summary>
internal sealed record PageView<T>(IReadOnlyList<T> Data, string? Next);
