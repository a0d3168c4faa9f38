using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Reports.Formats;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Playground;

/// <summary>An answer while it arrives. It is rendered at most 20 times per second, and each time sends the browser only what is new.</summary>
public sealed partial class ResponseView : IDisposable
{
    private static readonly TimeSpan RenderInterval = TimeSpan.FromMilliseconds(50);

    private readonly List<ResponsePiece> pieces = [];
    private PlaygroundResponse? shown;
    private Coalescer? render;

    [Parameter, EditorRequired]
    public PlaygroundResponse Answer { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    public void Dispose()
    {
        if (shown is not null) shown.Changed -= RequestRender;
        render?.Dispose();
    }

    protected override void OnInitialized() => render = new Coalescer(RenderInterval, Time, RenderAsync);

    protected override void OnParametersSet()
    {
        if (shown != Answer)
        {
            if (shown is not null) shown.Changed -= RequestRender;
            shown = Answer;
            pieces.Clear();
            Answer.Changed += RequestRender;
        }

        Take();
    }

    /// <summary>Adds what is new. The arguments of a tool call arrive in parts, and are shown with its name.</summary>
    private void Take()
    {
        foreach (var piece in Answer.Take())
        {
            if (piece.Kind is PieceKind.ToolArguments && pieces is [.., { Kind: PieceKind.ToolCall } call])
                pieces[^1] = call with { Text = call.Text.Contains(' ', StringComparison.Ordinal) ? call.Text + piece.Text : $"{call.Text} {piece.Text}" };
            else pieces.Add(piece);
        }
    }

    private void RequestRender() => render?.Request();

    private Task RenderAsync() => InvokeAsync(() =>
    {
        Take();
        StateHasChanged();
    });

    private static string? ClassOf(PieceKind kind) => kind switch
    {
        PieceKind.Notice => "mark",
        PieceKind.ToolCall or PieceKind.ToolArguments => "call mono",
        PieceKind.Reasoning => "reasoning",
        _ => null,
    };

    private static string Status(ResponseState state) => state.Phase switch
    {
        ResponsePhase.Waiting => "Waiting for the first token…",
        ResponsePhase.Streaming => "Streaming…",
        ResponsePhase.Complete when state.FinishReason is "length" => "Ended at the limit of output tokens.",
        ResponsePhase.Complete => "Complete.",
        ResponsePhase.Stopped => "Stopped. What was delivered is billed.",
        _ => "Failed.",
    };

    /// <summary>Whether the stream was resumed after its connection was cut; null if it was not cut, and while the call runs.</summary>
    private static string? CutResult(ResponseState state) => state switch
    {
        { IsCut: false } or { IsRunning: true } or { Phase: ResponsePhase.Stopped } => null,
        { IsResumed: true } => $"The connection to the provider was cut, and JusInfer resumed the stream: {state.Attempts} attempts, one answer, one bill.",
        { Phase: ResponsePhase.Failed } => "The connection to the provider was cut, and the stream could not be resumed.",
        { Attempts: > 1 } => $"The connection to the provider was cut before the answer began. Attempt {state.Attempts} answered.",
        _ => "The provider had sent the whole answer before the connection was cut.",
    };

    private static string Milliseconds(int? duration) => duration is { } known ? NumberFormat.Duration(known) : "–";

    private static string Tokens(long? tokens) => tokens is { } known ? NumberFormat.Count(known) : "–";
}
