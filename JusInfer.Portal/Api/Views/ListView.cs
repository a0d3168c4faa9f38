namespace JusInfer.Portal.Api.Views;

/// <summary>A complete list.</summary>
internal sealed record ListView<T>(IReadOnlyList<T> Data);

/// <summary>A page of a list. <c>next</c> is the value of <c>after</c> for the next page; null on the last one.</summary>
internal sealed record PageView<T>(IReadOnlyList<T> Data, string? Next);
