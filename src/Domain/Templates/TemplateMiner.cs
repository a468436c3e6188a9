using System.Globalization;

namespace Grainwatch.Domain.Templates;

/// <summary>
/// Finds the templates behind log messages as they stream by: Drain (P. He, J. Zhu, Z. Zheng, M. R. Lyu, "Drain: An Online Log Parsing
/// Approach with Fixed Depth Tree", ICWS 2017), with masks and a bound on templates. A message goes down a tree by its number of tokens
/// and its first tokens, and joins the most similar template there, which keeps what all its messages share.
/// <para>Not safe for concurrent use. Memory is bounded by <see cref="TemplateMinerSettings.MaxTemplates"/> and
/// <see cref="TemplateMinerSettings.MaxLength"/>.</para>
/// </summary>
public sealed class TemplateMiner
{
    readonly TemplateMinerSettings _settings;
    readonly TemplateNode _root = new(null, "");
    readonly LinkedList<TemplateCluster> _byUse = new();
    readonly Dictionary<long, LinkedListNode<TemplateCluster>> _places = [];
    long _lastId;

    /// <param name="known">Templates of an earlier run, to go on from, the longest unused first; they keep their ids.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public TemplateMiner(TemplateMinerSettings? settings = null, IEnumerable<LogTemplate>? known = null)
    {
        _settings = settings ?? new TemplateMinerSettings();
        _settings.Validate();
        foreach (var template in known ?? [])
        {
            Add(template.Id, Split(template.Text), template.Count);
            _lastId = Math.Max(_lastId, template.Id);
        }
    }

    /// <summary>The templates now, the longest unused first.</summary>
    public IEnumerable<LogTemplate> Templates => _byUse.Select(cluster => cluster.ToTemplate());

    /// <summary>Finds the template of a message, and learns from it.</summary>
    public TemplateMatch Learn(string message)
    {
        var tokens = Tokens(message);
        if (FindCluster(tokens) is not { } cluster)
        {
            return new TemplateMatch(Add(++_lastId, tokens, 1).ToTemplate(), TemplateChange.Created);
        }

        var change = cluster.Generalise(tokens) ? TemplateChange.Refined : TemplateChange.None;
        cluster.Count++;
        var place = _places[cluster.Id];
        _byUse.Remove(place);
        _byUse.AddLast(place);
        return new TemplateMatch(cluster.ToTemplate(), change);
    }

    /// <summary>The template of a message, or null when none fits. Learns nothing, and counts as no use.</summary>
    public LogTemplate? Find(string message) => FindCluster(Tokens(message))?.ToTemplate();

    string[] Tokens(string message)
    {
        foreach (var mask in _settings.Masks)
        {
            message = mask.Apply(message);
        }

        return Split(message.Length > _settings.MaxLength ? message[.._settings.MaxLength] : message);
    }

    // The wildcard is one object, so that templates can tell it from a text that looks the same by comparing references.
    static string[] Split(string message) =>
        Array.ConvertAll(
            message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
            token => token == TemplateCluster.Wildcard ? TemplateCluster.Wildcard : token);

    TemplateCluster? FindCluster(string[] tokens)
    {
        var node = _root.Find(CountKey(tokens));
        foreach (var token in Leading(tokens))
        {
            node = node?.Find(token);
        }

        TemplateCluster? best = null;
        (int Same, int Wildcards) most = (-1, -1);
        foreach (var cluster in node?.Clusters ?? [])
        {
            var likeness = cluster.Compare(tokens);
            if (likeness.CompareTo(most) > 0)
            {
                (best, most) = (cluster, likeness);
            }
        }

        return tokens.Length == 0 || (double)most.Same / tokens.Length >= _settings.Similarity ? best : null;
    }

    TemplateCluster Add(long id, string[] tokens, long count)
    {
        if (_byUse.Count == _settings.MaxTemplates)
        {
            var unused = _byUse.First!.Value;
            _byUse.RemoveFirst();
            _places.Remove(unused.Id);
            unused.Leaf.Remove(unused);
        }

        var leaf = _root.AddOrGet(CountKey(tokens));
        foreach (var token in Leading(tokens))
        {
            leaf = leaf.FindOrAdd(token, _settings.MaxChildren);
        }

        var cluster = new TemplateCluster(id, tokens, leaf, count);
        leaf.Clusters.Add(cluster);
        _places.Add(id, _byUse.AddLast(cluster));
        return cluster;
    }

    ReadOnlySpan<string> Leading(string[] tokens) => tokens.AsSpan(0, Math.Min(_settings.Depth - 3, tokens.Length));

    static string CountKey(string[] tokens) => tokens.Length.ToString(CultureInfo.InvariantCulture);
}
