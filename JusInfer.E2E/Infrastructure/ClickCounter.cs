namespace JusInfer.E2E.Infrastructure;

/// <summary>Counts what a person clicks, in the browser, so that no click of a journey is forgotten.</summary>
internal sealed class ClickCounter
{
    private int clicks;

    private ClickCounter()
    {
    }

    public int Clicks => Volatile.Read(ref clicks);

    /// <summary>Counts the clicks on all documents that the page opens from now on.</summary>
    public static async Task<ClickCounter> OnAsync(IPage page)
    {
        var counter = new ClickCounter();
        await page.ExposeFunctionAsync("countClick", () => Interlocked.Increment(ref counter.clicks));
        await page.AddInitScriptAsync("addEventListener('click', (event) => { if (event.isTrusted) window.countClick(); }, { capture: true });");
        return counter;
    }
}
