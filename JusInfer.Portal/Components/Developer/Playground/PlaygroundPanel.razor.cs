using System.Collections.Immutable;
using System.Text.Json.Nodes;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Developer.Requests;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Content;
using JusInfer.Portal.Gateway.Demo;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace JusInfer.Portal.Components.Developer.Playground;

/// <summary>
/// Sends one message to up to three models, with a key of the signed-in member that ends with the page, and shows the answers while they arrive.
/// </summary>
public sealed partial class PlaygroundPanel
{
    private const int MaxColumns = 3;
    private const string Example = "Tell me a story in ten sentences.";

    private readonly PlaygroundInput input = new();
    private readonly List<Column> columns = [];
    private PlaygroundModels? models;
    private ValidationErrors errors = new();
    private MintedKey? key;
    private string? failure;
    private string language = "curl";
    private bool isLoaded;
    private bool mayCall;
    private bool isSending;
    private bool isClosed;
    private bool showCode;
    private bool showOptions;
    private bool movesToCode;
    private ElementReference codeTitle;

    /// <summary>The model of the first column, from a link.</summary>
    [SupplyParameterFromQuery]
    private string? Model { get; set; }

    /// <summary>A call whose stored prompt is the first message, from the link of the call.</summary>
    [SupplyParameterFromQuery]
    private string? Call { get; set; }

    [Inject]
    private OpenedCallReader Calls { get; set; } = default!;

    [Inject]
    private PlaygroundClient Client { get; set; } = default!;

    [Inject]
    private PlaygroundKeys Keys { get; set; } = default!;

    [Inject]
    private UpstreamCuts Cuts { get; set; } = default!;

    [Inject]
    private CatalogSource Source { get; set; } = default!;

    [Inject]
    private ContentLibrary Library { get; set; } = default!;

    /// <summary>They are listed once per catalog, because each piece of an answer renders the page.</summary>
    private PlaygroundModels Models
    {
        get
        {
            if (models is null || !ReferenceEquals(models.Catalog, Source.Current)) models = PlaygroundModels.Create(Source.Current, DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime));
            return models;
        }
    }

    private bool IsRunning => isSending || columns.Exists(static column => column.Run is not null);

    private bool CanCut => columns.Exists(static column => column is { Run: not null, Answer.State: { IsRunning: true, IsCut: false } });

    private string KeyNote => key is null
        ? "The first message mints a key for you, named Playground. It is revoked when you leave this page."
        : $"Calls use your key {key.Key.Display}, named Playground. It is revoked when you leave this page.";

    private bool HasBinaryFiles => input.Files.Exists(static file => !file.IsText);

    private ImmutableArray<CodeSample> Samples
    {
        get
        {
            var request = input.Read(new ValidationErrors()) ?? new PlaygroundInput { Prompt = "Say hello." }.Read(new ValidationErrors())!;
            return PlaygroundCode.For(Origin, columns[0].Model, request);
        }
    }

    private protected override bool FollowsUsage => false;

    private protected override async Task LoadAsync(Member me)
    {
        mayCall = me.Role.Calls();
        if (isLoaded) return;
        isLoaded = true;
        columns.Add(new Column(Models.Options.Select(static option => option.Value).FirstOrDefault(id => id == Model) ?? Models.Auto));
        if (RequestId.TryParse(Call, out var call)
            && (await Calls.ReadAsync(me, IsOperator, call, Disposed)).UserText is { Length: <= PlaygroundInput.MaxChars } text)
            input.Prompt = text;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        await base.OnAfterRenderAsync(firstRender);
        if (!movesToCode) return;
        movesToCode = false;
        await codeTitle.TryFocusAsync(); // The code is below the answers, often outside the window.
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            isClosed = true;
            Stop();

            // The page is gone, so a failure has nobody to be shown to; the key expires within minutes.
            if (key is not null && Me is { } member) _ = Keys.RevokeAsync(member, key.Key.Id, CancellationToken.None);
        }

        base.Dispose(disposing);
    }

    private string? ErrorOf(string field) => errors[field] is [var message, ..] ? message : null;

    private string? MaxTokensError => errors["max_tokens"] is { Count: > 0 } messages ? messages.WithLabel("max_tokens", "The limit") : null;

    private void AddColumn()
    {
        var unused = Models.Ids.FirstOrDefault(model => columns.TrueForAll(column => column.Model != model)) ?? Models.Auto;
        columns.Add(new Column(unused));
    }

    private void Remove(Column column)
    {
        column.Run?.Stop();
        columns.Remove(column);
    }

    private void ToggleCode() => movesToCode = showCode = !showCode;

    private async Task TryExampleAsync()
    {
        input.Prompt = Example;
        await SendAsync();
    }

    private async Task SendAsync()
    {
        if (IsRunning) return;
        (errors, failure, isSending) = (new ValidationErrors(), null, true);
        try
        {
            var request = input.Read(errors);
            showOptions = errors.Fields.Any(static field => field != "prompt");
            if (request is null) return;
            if (await ReadMemberAsync() is not { } me)
            {
                failure = "You are no longer signed in to this team. Reload the page.";
                return;
            }

            if (key is null || !Keys.IsFresh(key.Key))
            {
                var result = await Keys.MintAsync(me, Disposed);
                if (!result.TryGet(out var minted, out var error))
                {
                    failure = error.Reason;
                    return;
                }

                if (key is not null) await Keys.RevokeAsync(me, key.Key.Id, Disposed);
                key = minted;
            }

            foreach (var column in columns) _ = RunAsync(column, request, key.Plaintext);
        }
        finally
        {
            isSending = false;
        }
    }

    private async Task RunAsync(Column column, JsonObject request, Secret secret)
    {
        var body = new JsonObject { ["model"] = column.Model };
        foreach (var (name, value) in request) body[name] = value?.DeepClone();
        var answer = new PlaygroundResponse(column.Model);
        using var run = new PlaygroundRun(Cuts.Prepare());
        (column.Answer, column.Run) = (answer, run);
        try
        {
            // The circuit is free for the events of the page while the answer is read.
            await Task.Run(() => Client.RunAsync(body, secret, [run.Header], answer, run.Stopped), CancellationToken.None);
        }
        finally
        {
            column.Run = null;
            if (!isClosed) StateHasChanged();
        }
    }

    private void Stop()
    {
        foreach (var column in columns) column.Run?.Stop();
    }

    private void Cut()
    {
        foreach (var column in columns.Where(static column => column is { Run: not null, Answer.State.IsRunning: true }))
        {
            column.Answer!.Update(static state => state with { IsCut = true });
            column.Answer.Add(PieceKind.Notice, "Connection to the provider cut");
            column.Run!.Cut();
        }
    }

    private async Task AttachAsync(InputFileChangeEventArgs change)
    {
        errors = new ValidationErrors();

        // After an interruption of the connection, reconnect.js reports the same choice again.
        IBrowserFile[] added = [.. change.GetMultipleFiles(change.FileCount).Where(file => !IsAttached(file))];
        if (input.Files.Count + added.Length > PlaygroundFiles.MaxFiles)
        {
            errors.Add("files", $"At most {PlaygroundFiles.MaxFiles} files can be attached.");
            return;
        }

        foreach (var file in added)
        {
            var read = await PlaygroundFiles.ReadAsync(file, Disposed);
            if (!read.TryGet(out var attached, out var error)) errors.Add("files", error);
            else if (!IsAttached(file)) input.Files.Add(attached);
        }

        bool IsAttached(IBrowserFile file) => input.Files.Exists(attached => attached.Is(file));
    }

    /// <summary>A model and its answer to the last message.</summary>
    private sealed class Column(string model)
    {
        private static int count;

        public string Id { get; } = $"playground-model-{Interlocked.Increment(ref count)}";

        public string Model { get; set; } = model;

        public PlaygroundResponse? Answer { get; set; }

        public PlaygroundRun? Run { get; set; }
    }
}
