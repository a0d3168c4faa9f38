namespace JusInfer.E2E.Infrastructure;

/// <summary>Whether a page's document is there.</summary>
internal static class DocumentState
{
    /// <summary>
    /// Waits until the document, its styles and its scripts have loaded. Asks the page: Playwright's own wait can lose an event that comes
    /// between its look and its subscription (microsoft/playwright-dotnet#3364).
    /// </summary>
    public static Task WaitUntilLoadedAsync(IPage page) => page.WaitForFunctionAsync("document.readyState === 'complete'");
}
