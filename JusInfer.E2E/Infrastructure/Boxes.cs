namespace JusInfer.E2E.Infrastructure;

/// <summary>Where elements are on the page.</summary>
internal static class Boxes
{
    /// <summary>
    /// The box of an element as soon as it has one. An element that the page replaces while it is measured has none, so the one in its
    /// place is measured.
    /// </summary>
    /// <returns>Position and size in pixels of the page.</returns>
    public static async Task<LocatorBoundingBoxResult> BoxAsync(this ILocator element)
    {
        while (true)
        {
            await Expect(element).ToBeVisibleAsync();
            if (await element.BoundingBoxAsync() is { } box) return box;
        }
    }
}
