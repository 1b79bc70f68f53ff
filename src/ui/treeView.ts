import * as vscode from "vscode";
import { addTooltip, treeItemOf } from "./treeItem";
import { childrenOf, nodesById, redrawn, type TreeNode } from "./treeNode";

/** What a view shows. */
export interface TreeRows {
  /** Gives the rows as they are now, or the first of them where so many are enough. */
  rows(enough?: number): Promise<readonly TreeNode[]>;
  /** Hears of a row whose children are to be shown, each time they are. */
  opened?(node: TreeNode): void;
  /** Hears of a bug while the rows were made again; what was shown before stays. */
  failed(error: unknown): void;
}

/** A view in the side bar. */
export interface TreeView extends vscode.Disposable {
  /** Builds again, and draws what is different. */
  refresh(): void;
  /** Draws all rows again; builds them where that failed before. */
  redraw(): void;
  /**
   * Builds again, brings the view to the front and selects the row; false where there is none of that id.
   * A view that was hidden takes the focus.
   */
  reveal(nodeId: string): Promise<boolean>;
}

/** Registers a tree view; what it shows is asked for when it is first to be seen. */
export function registerTreeView(viewId: string, source: () => Promise<TreeRows>): TreeView {
  const tree = new Tree(source);
  const view = vscode.window.createTreeView(viewId, { treeDataProvider: tree, showCollapseAll: true });
  return Object.assign(vscode.Disposable.from(tree, view), {
    refresh: () => {
      tree.refresh();
    },
    redraw: () => {
      tree.redraw();
    },
    reveal: async (nodeId: string) => {
      const node = await tree.find(nodeId);
      if (node === undefined) {
        return false;
      }
      if (!view.visible) {
        // A hidden view draws what came meanwhile at some time after it is shown, and selects nothing until then.
        await vscode.commands.executeCommand(`${viewId}.focus`);
        tree.redraw();
      }
      await view.reveal(node, { select: true, focus: false, expand: true });
      return true;
    },
  });
}

/** Thousands of rows take a second: somebody who opens the view sees so many before, and all of them after that. */
const firstDrawn = 200;

/** The first rows are with the window after that, milliseconds. */
const drawingMs = 100;

/** The host takes the square of the time for so many rows drawn again one by one; all at once it draws them sooner. */
const mostRedrawn = 100;

/** The host's provider. A row keeps its object as long as its id, so that it can be drawn again alone. */
class Tree implements vscode.TreeDataProvider<TreeNode> {
  readonly #source: () => Promise<TreeRows>;
  readonly #changes = new vscode.EventEmitter<TreeNode[] | undefined>();
  readonly onDidChangeTreeData = this.#changes.event;
  /** The objects that the host knows, by id. */
  readonly #handed = new Map<string, TreeNode>();
  #roots: readonly TreeNode[] = [];
  #nodes = new Map<string, TreeNode>();
  /** The rows that were made later and shown, by the id of their parent. */
  readonly #shownBelow = new Map<string, readonly TreeNode[]>();
  #shown: TreeRows | undefined;
  #first: Promise<void> | undefined;
  #request = 0;
  #isDue = false;

  constructor(source: () => Promise<TreeRows>) {
    this.#source = source;
  }

  getTreeItem({ id }: TreeNode): vscode.TreeItem {
    return treeItemOf(this.#nodes.get(id) ?? { id, label: "" });
  }

  async getChildren(parent?: TreeNode): Promise<TreeNode[]> {
    if (parent === undefined) {
      await this.#builtFirst(firstDrawn);
    }
    const node = parent === undefined ? undefined : this.#nodes.get(parent.id);
    if (node !== undefined) {
      this.#shown?.opened?.(node);
    }
    const children = parent === undefined ? this.#roots : this.#below(node);
    return children.map((node) => this.#handedOut(node));
  }

  /** Without rows the view says what its state is; they are built again the next time that it is drawn. */
  #builtFirst(enough?: number): Promise<void> {
    this.#first ??= this.#begin(enough).catch((error: unknown) => {
      this.#first = undefined;
      if (this.#shown === undefined) {
        throw error;
      }
      this.#shown.failed(error);
    });
    return this.#first;
  }

  /** The host asks for it when the mouse rests on a row whose tooltip waits. */
  resolveTreeItem(item: vscode.TreeItem, { id }: TreeNode): vscode.TreeItem {
    const node = this.#nodes.get(id);
    if (node !== undefined) {
      addTooltip(item, node);
    }
    return item;
  }

  /** The host asks for it on the way to a row that it is to show. */
  getParent({ id }: TreeNode): TreeNode | undefined {
    const parent = [...this.#nodes.values()].find((node) =>
      (node.children ?? this.#shownBelow.get(node.id))?.some((child) => child.id === id),
    );
    return parent && this.#handedOut(parent);
  }

  /** The row of an id, after building again. */
  async find(id: string): Promise<TreeNode | undefined> {
    await (this.#first === undefined ? this.#builtFirst() : this.#rebuilt());
    const node = this.#nodes.get(id);
    return node && this.#handedOut(node);
  }

  /** Draws everything again; the host waits for that before it selects a row. */
  redraw(): void {
    this.#changes.fire(undefined);
  }

  /** Does nothing before the view was first shown; what is told before it looks is one look. */
  refresh(): void {
    if (this.#first !== undefined && !this.#isDue) {
      this.#isDue = true;
      void this.#rebuilt().catch((error: unknown) => {
        this.#shown?.failed(error);
      });
    }
  }

  dispose(): void {
    this.#request += 1;
    this.#changes.dispose();
  }

  async #begin(enough: number | undefined): Promise<void> {
    this.#shown = await this.#source();
    const roots = await this.#shown.rows(enough);
    this.#take(roots);
    if (roots.length === enough) {
      setTimeout(() => {
        this.refresh();
      }, drawingMs);
    }
  }

  async #rebuilt(): Promise<void> {
    this.#request += 1;
    const request = this.#request;
    await this.#first;
    this.#isDue = false;
    const roots = await this.#shown?.rows();
    if (request !== this.#request || roots === undefined) {
      return;
    }
    const changed = redrawn(this.#roots, roots, this.#shownBelow);
    this.#take(roots);
    if (changed === "everything" || changed.length > mostRedrawn) {
      this.redraw();
    } else if (changed.length > 0) {
      this.#changes.fire(changed.flatMap((id) => this.#handed.get(id) ?? []));
    }
  }

  #take(roots: readonly TreeNode[]): void {
    this.#roots = roots;
    this.#nodes = nodesById(roots);
    for (const id of [...this.#shownBelow.keys()]) {
      this.#shownBelow.delete(id);
      this.#below(this.#nodes.get(id));
    }
    for (const id of this.#handed.keys()) {
      if (!this.#nodes.has(id)) {
        this.#handed.delete(id);
      }
    }
  }

  /** The rows below a row; those that are made now are kept, to be compared. */
  #below(node: TreeNode | undefined): readonly TreeNode[] {
    const children = node === undefined ? [] : childrenOf(node);
    if (node?.childrenLater !== undefined) {
      this.#shownBelow.set(node.id, children);
      nodesById(children).forEach((child, id) => this.#nodes.set(id, child));
    }
    return children;
  }

  #handedOut(node: TreeNode): TreeNode {
    const handed = this.#handed.get(node.id) ?? node;
    this.#handed.set(node.id, handed);
    return handed;
  }
}
