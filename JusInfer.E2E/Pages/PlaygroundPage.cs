namespace JusInfer.E2E.Pages;

/// <summary>The Playground tab.</summary>
internal sealed class PlaygroundPage(IPage page)
{
    public const string Path = "/developer/playground";

    public ILocator Message => page.GetByLabel("Message", new() { Exact = true });

    public ILocator Send => Button("Send");

    public ILocator Stop => Button("Stop");

    public ILocator Cut => Button("Cut the connection");

    public ILocator Compare => Button("Compare with another model");

    public ILocator Example => Button("Try an example");

    public ILocator Options => page.GetByText("System prompt, files, tools, JSON schema");

    public ILocator Files => page.GetByLabel("Images, PDFs and text files", new() { Exact = true });

    public ILocator Answers => page.GetByRole(AriaRole.Region, new() { Name = "Answer of" });

    /// <summary>The column of a model, counted from 1.</summary>
    public ILocator Column(int number) => page.GetByRole(AriaRole.Region, new() { Name = $"Model {number}", Exact = true });

    public ComboBox Model(int number) => new(page, $"Model {number}");

    /// <summary>A number of the first answer, such as its cost.</summary>
    public ILocator Fact(string name) => Column(1).Locator("dl > div").Filter(new() { Has = page.GetByText(name, new() { Exact = true }) }).GetByRole(AriaRole.Definition);

    public ILocator Code => page.GetByRole(AriaRole.Region, new() { Name = "Code", Exact = true });

    public ILocator Error => page.GetByRole(AriaRole.Alert).Filter(new() { Visible = true });

    public async Task OpenAsync(string query = "")
    {
        await page.GotoAsync(Path + query);
        await Expect(Send).ToBeVisibleAsync();
    }

    /// <summary>Sends a message and waits for the whole answer.</summary>
    public async Task AskAsync(string message)
    {
        await Message.FillAsync(message);
        await Send.ClickAsync();
        await Expect(Column(1).GetByText("Complete.")).ToBeVisibleAsync();
    }

    /// <summary>The button that removes an attached file.</summary>
    public ILocator RemoveFile(string name) => Button($"Remove {name}");

    public Task OpenCodeAsync() => Button("View code").ClickAsync();

    private ILocator Button(string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}
