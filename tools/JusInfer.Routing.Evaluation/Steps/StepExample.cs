using JusInfer.Portal.Routing.Steps;

namespace JusInfer.Routing.Evaluation.Steps;

/// <summary>A call of a recorded session: what the router sees before it, and what it was.</summary>
internal sealed record StepExample
{
    /// <summary>The features without the scores of the texts, which are the last two.</summary>
    public required float[] Features { get; init; }

    /// <summary>The indices of the words of the last result, each once.</summary>
    public required ushort[] ResultWords { get; init; }

    /// <summary>Those of the model's last turn.</summary>
    public required ushort[] TurnWords { get; init; }

    /// <summary>All words of both with their repetitions, in one table of half the size.</summary>
    public required ushort[] RepeatedWords { get; init; }

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
