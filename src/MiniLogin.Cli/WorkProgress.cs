using Spectre.Console;

namespace MiniLogin.Cli;

/// <summary>How far work is.</summary>
/// <param name="Done">The steps done so far.</param>
/// <param name="Detail">What they have brought, such as <c>12 found</c>; null to show the steps.</param>
internal sealed record WorkState(long Done, string? Detail = null);

/// <summary>Shows on stderr how far long work is: a bar on a terminal, elsewhere a line a minute.</summary>
internal sealed class WorkProgress
{
    private static readonly TimeSpan LineEvery = TimeSpan.FromMinutes(1);

    private readonly string _doing;
    private readonly long? _total;
    private readonly Func<WorkState> _state;
    private readonly Action<string> _print;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private ProgressTask? _bar;
    private DateTimeOffset _printedAt;

    private WorkProgress(string doing, long? total, Func<WorkState> state, Action<string> print, TimeProvider clock)
    {
        _doing = doing;
        _total = total;
        _state = state;
        _print = print;
        _clock = clock;
        _printedAt = clock.GetUtcNow();
    }

    /// <param name="doing">What is done, such as <c>Reading users</c>.</param>
    /// <param name="total">The steps of the whole work, at least roughly; null if unknown.</param>
    /// <param name="console">The terminal on which a bar is shown, or null.</param>
    /// <param name="print">Prints a line.</param>
    /// <param name="work">Calls its argument after each step, from any thread.</param>
    public static async Task RunAsync(string doing, long? total, Func<WorkState> state, IAnsiConsole? console, Action<string> print, TimeProvider clock, Func<Action, Task> work)
    {
        var progress = new WorkProgress(doing, total, state, print, clock);
        if (console is null)
        {
            await work(progress.Report);
            return;
        }

        ProgressColumn[] columns = [new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 20 }, new PercentageColumn(), new RemainingTimeColumn()];
        await console.Progress().AutoClear(true).Columns(columns).StartAsync(async context =>
        {
            progress._bar = context.AddTask(Markup.Escape(doing), maxValue: Math.Max(total ?? 1, 1));
            progress._bar.IsIndeterminate = total is null;
            try
            {
                await work(progress.Report);
            }
            finally
            {
                context.Refresh();
            }
        });
    }

    // The state is read under the lock, so that an older one is never shown after a newer one.
    private void Report()
    {
        lock (_lock)
        {
            if (_bar is null)
            {
                if (_clock.GetUtcNow() is var now && now - _printedAt >= LineEvery)
                {
                    _printedAt = now;
                    _print($"{Text(_state())}.");
                }

                return;
            }

            var state = _state();
            _bar.MaxValue = Math.Max(_bar.MaxValue, state.Done);
            _bar.Value = state.Done;
            _bar.Description = Markup.Escape(Text(state));
        }
    }

    private string Text(WorkState state) => $"{_doing}: {state.Detail ?? (_total is { } total ? $"{state.Done:N0} of {total:N0}" : $"{state.Done:N0}")}";
}
