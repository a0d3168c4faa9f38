using JusInfer.Portal.Routing.Steps;

namespace JusInfer.Routing.Evaluation.Steps;

/// <summary>A call of a recorded session: what the router sees before it, and what it was.</summary>
internal sealed record StepExample
{
    /// <summary>The features without the score of the text, which is the last one.</summary>
    public required float[] Features { get; init; }

    /// <summary>The indices of the words before the step.</summary>
    public required ushort[] Words { get; init; }

    /// <summary>Whether the recorded step changes files: the label.</summary>
    public required bool ChangesFiles { get; init; }

    public required StepAction Classified { get; init; }

    public required string Recorded { get; init; }

    public required bool EndsWithResult { get; init; }

    public required long PromptTokens { get; init; }

    public required long OutputTokens { get; init; }

    public required DateTimeOffset At { get; init; }
}

/// <summary>A recorded session.</summary>
/// <param name="Task">The name of the task.</param>
/// <param name="Fold">The fold of the task.</param>
/// <param name="IsCompleted">Whether the task was completed.</param>
/// <param name="Steps">The calls.</param>
internal sealed record StepSession(string Task, int Fold, bool IsCompleted, IReadOnlyList<StepExample> Steps);
