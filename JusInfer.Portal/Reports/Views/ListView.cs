namespace JusInfer.Portal.Reports.Views;

/// <summary>A complete list.</summary>
internal sealed record ListView<T>(IReadOnlyList<T> Data);

/// <summary>A page of calls.</summary>
/// <param name="Data">The calls, newest first or by settlement.</param>
/// <param name="Next">The value of <c>after</c> for the next page; null on the last one, except by settlement.</param>
/// <param name="ScannedTo">The last call that was compared with the filters, if the page ended because 20,000 were.</param>
internal sealed record RequestPageView(IReadOnlyList<RequestView> Data, string? Next, string? ScannedTo);
