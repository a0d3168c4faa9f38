namespace JusInfer.E2E.Infrastructure;

/// <summary>Somebody who has no mouse, and looks for the focus at every step.</summary>
internal sealed class Keyboard(IPage page)
{
    private const int LongestWay = 60;

    /// <summary>Null where the focused element is in view and has a ring around it; else what it is.</summary>
    private const string WithoutFocusInSight = """
        () => {
          const held = document.activeElement;
          if (!held || held === document.body) return null;
          const style = getComputedStyle(held);
          const ring = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== 'none';
          const box = held.getBoundingClientRect();
          const inView = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
          return ring && inView ? null : held.outerHTML.slice(0, 200);
        }
        """;

    /// <summary>Goes from stop to stop until this one is reached.</summary>
    public async Task TabToAsync(ILocator target)
    {
        await Expect(target).ToBeVisibleAsync();
        for (var stops = 0; stops < LongestWay; stops++)
        {
            await page.Keyboard.PressAsync("Tab");
            (await page.EvaluateAsync<string?>(WithoutFocusInSight)).ShouldBeNull("The focus is on something that does not show it.");
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement")) return;
        }

        throw new InvalidOperationException($"{LongestWay} times Tab did not lead to {target}.");
    }

    public Task TypeAsync(string text) => page.Keyboard.TypeAsync(text);

    public Task PressAsync(string key) => page.Keyboard.PressAsync(key);

    /// <summary>Goes to a button or a link and presses Enter on it.</summary>
    public async Task ActivateAsync(ILocator target)
    {
        await TabToAsync(target);
        await PressAsync("Enter");
    }
}
